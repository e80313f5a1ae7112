import type { LocalCloud } from "../local/local-cloud";
import type { EndedExecution } from "../local/state-machine/execution";
import type { Pattern } from "../../workflow/deployment";
import type { Json } from "../local/json";
import type { JobKind } from "../../workflow/job";
import type { TaskStatus } from "../../workflow/status";
import type { Hooks } from "../local/hooks";
import type { seededRandom } from "./random";
import type { SkippedTime } from "./skipped-time";
import type { LaunchChange, TaskProcesses } from "./task-processes";

/** The means by which a fault does its work. */
export interface Lab {
  /** Choices that are the same for the same seed. */
  readonly random: ReturnType<typeof seededRandom>;
  /** Name of the task that is hit, where one is. */
  readonly victim: string;
  readonly time: SkippedTime;
  readonly processes: TaskProcesses;
}

/** Runs the workflow, once or otherwise, to its end. @returns how each execution ended */
export type Drive = (
  cloud: LocalCloud,
  specs: Json,
  options: Parameters<LocalCloud["start"]>[1],
) => Promise<readonly EndedExecution[]>;

/** Ways of an account that last as long as it does. */
type Account = Pick<Hooks, "vcpus" | "capacityProvider">;

/** Hooks of a fault into the local cloud, and its way to run the workflow. */
export interface Injection extends Omit<Hooks, keyof Account | "functionEnvironment" | "now" | "runner"> {
  readonly launch?: LaunchChange;
  /** @default executes the state machine once */
  readonly drive?: Drive;
}

/** The end of entries that do not complete. */
export interface Ending {
  /** Entries that end so; all others complete. @default the victim's */
  readonly hits?: "all";
  /** @default Failed */
  readonly status?: Extract<TaskStatus, "TimedOut">;
  /** Matches the row's reason. */
  readonly reason: RegExp;
  /** Exit code that the row of a container without a row of its own holds. @default none */
  readonly exitCode?: number;
}

/** One thing that can go wrong. What it is, what an operator sees of it and does about it stands in docs/faults.md. */
export interface Fault {
  readonly name: string;
  readonly patterns: readonly Pattern[];
  /** The job of the deployment that meets it. @default copy */
  readonly job?: JobKind;
  /** The account that meets it. @default one without a quota, that runs tasks on demand */
  readonly account?: Account;
  /** Attributes of the workflow's spec beside its list, or another list. */
  readonly spec?: Readonly<Record<string, Json>>;
  /** The most calls of RunTask that the run makes. @default as many as it takes */
  readonly mostCalls?: number;
  /** Number of tasks that the victim's entry has, one after the other. @default 1 */
  readonly attempts?: number;
  /** `not begun` where the run writes no row and starts nothing. @default every task completes */
  readonly ending?: Ending | "not begun";
  readonly inject: (lab: Lab) => Injection;
}

/** Faults by name, of both patterns unless one says otherwise. */
export type FaultRows = Readonly<Record<string, FaultRow>>;

/** A fault as it is listed. */
export type FaultRow = Omit<Fault, "name" | "patterns"> & Partial<Pick<Fault, "patterns">>;

/** The end of a task that was killed, as ECS tells it. */
export const died: Ending = { reason: /ended without recording the end.*exited with code 137/ };
