import type { EcsTask } from "./endpoints/ecs/task-table";
import type { PublishedMessage } from "./endpoints/sns";
import type { Hooks } from "./hooks";
import type { Role } from "./iam/principals";
import type { RunnerName } from "./runners";

/** Choices of whoever starts a local cloud. */
export interface LocalCloudOptions {
  /** Is told each task when it is new and after each change. */
  readonly onTask?: (task: EcsTask) => void;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  /** Is told each message that a topic gets. */
  readonly onMessage?: (message: PublishedMessage) => unknown;
  /** Runner of the tasks. @default process */
  readonly runner?: RunnerName;
  /** Quota of vCPUs for tasks that run at once. @default no limit */
  readonly vcpus?: number | undefined;
  /** Faults. @default none */
  readonly faults?: Hooks;
  /** The roles of the programs. @default those of the stack */
  readonly roles?: readonly Role[];
  /** Is told who was not allowed what, in the words that the caller gets to read. */
  readonly onDenied?: (message: string) => void;
}
