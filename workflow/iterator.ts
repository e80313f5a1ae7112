import type { ExecutionContext, RunKey } from "./run";
import type { RunStatus, TaskStatus } from "./status";

/** Progress of launching, as one call of the launcher hands it to the next. Small whatever the length of the list. */
export interface LaunchProgress {
  /** Entries from this place in the list on were never asked for; from 0. */
  readonly next: number;
  /** The entries before `next` that have no task yet: their definite refusals so far, by their place in the list. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Time at which it was last known that none of these has a row, ISO 8601 UTC; absent once ECS was asked for tasks without one. */
  readonly at?: string | undefined;
  /** Wait before the launcher is called again: 0 when it was only its own time that ran out. */
  readonly waitSeconds: number;
  /**
   * Time of the last call of ECS, or of the launcher, of which nobody knows what became: a task may run of an entry that has no row.
   * Absent once ECS was asked for such tasks.
   */
  readonly unknownSince?: string | undefined;
}

/** Input of the launcher. */
export interface LauncherEvent {
  readonly execution: ExecutionContext;
  /** True where an earlier call, of which nobody knows how far it came, may have had the same input. */
  readonly isRepeated?: boolean;
  /** State that its last call handed over, by way of the monitor. Empty in the first call. */
  readonly iterator?: Partial<RunKey> & { readonly launch?: LaunchProgress };
}

/** Answer of the launcher; the monitor's next poll takes it as it is. */
export interface LauncherAnswer extends RunKey {
  /** True while entries are left to be launched: the state machine calls the launcher again. */
  readonly launching: boolean;
  /** Present while `launching`. */
  readonly launch?: LaunchProgress;
}

/** State of a monitoring, as one poll hands it to the next. Small whatever the number of tasks. */
export interface MonitorState {
  /** Start of the monitoring, ISO 8601 UTC. */
  readonly monitoringSince: string;
  /** True once each entry of the list was seen to have a row: from then on the unfinished ones alone are read. Rows never go away. */
  readonly allRecorded: boolean;
  /** True while entries are still being launched. */
  readonly launching: boolean;
  /** For the launcher's next call, while `launching`. */
  readonly launch?: LaunchProgress | undefined;
  /** Time at which ECS was last asked for tasks that have no row, while entries are launched. */
  readonly lookedAt?: string | undefined;
  /** Number of entries that will never get a row; they are among the failed ones. */
  readonly unrecordedTasks?: number | undefined;
  /** Reason for the launcher's failure, in an adopted execution: kept for the entries that turn out not to be launched. */
  readonly launchError?: string | undefined;
}

/** The launcher's error, as Step Functions' Catch gives it. */
export type LaunchFailure = Readonly<Record<"Error" | "Cause", string>>;

/** Input of the monitor: the launcher's answer, its own last one, or an execution whose launcher failed. */
export type MonitorEvent =
  | (RunKey & Partial<MonitorState>)
  | {
      readonly execution: ExecutionContext;
      readonly launchFailure: LaunchFailure;
    };

/** One task that did not complete, for the report. */
export interface TaskFailure {
  readonly taskName: string;
  readonly status: TaskStatus;
  readonly reason: string;
}

/** Answer of the monitor: `iterator` of the state machine. While `launching`, the launcher is called next. */
export interface MonitorAnswer extends RunKey, MonitorState {
  /** True while a task is not accounted for: poll again in `waitSeconds`. */
  readonly continue: boolean;
  readonly waitSeconds: number;
  readonly status: RunStatus;
  readonly completedTasks: number;
  readonly failedTasks: number;
  readonly timedOutTasks: number;
  readonly runningTasks: number;
  /** Error and Cause that the execution fails with, when `continue` is false and `status` Failed. */
  readonly error?: string;
  readonly cause?: string;
  /** The first tasks that did not complete. */
  readonly failures?: readonly TaskFailure[];
}
