import type { EcsTask } from "./endpoints/ecs";
import type { Hooks } from "./hooks";
import type { Role } from "./iam/principals";
import type { RunnerName } from "./runners";

/** Choices of whoever starts a local cloud. */
export interface LocalCloudOptions {
  /** Is told each task when it is new and after each change. */
  readonly onTask?: (task: EcsTask) => void;
  /** Is told each line that a Lambda function or a task writes. */
  readonly onLine?: (program: string, line: string) => void;
  /** What runs the tasks. @default process */
  readonly runner?: RunnerName;
  /** So many vCPUs may the tasks have at once. @default no limit */
  readonly vcpus?: number | undefined;
  /** What goes wrong. @default nothing */
  readonly faults?: Hooks;
  /** The roles of the programs. @default those of the stack */
  readonly roles?: readonly Role[];
  /** Is told who was not allowed what, in the words that the caller gets to read. */
  readonly onDenied?: (message: string) => void;
}
