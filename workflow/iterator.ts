import type { RunKey } from "./audit-store";
import type { RunStatus, TaskStatus } from "./status";

/** What Step Functions knows of the execution, as the state machine hands it to a Lambda. */
export interface ExecutionContext {
  /** `$$.Execution.Id` */
  readonly executionArn: string;
  /** `$$.Execution.StartTime`, ISO 8601 UTC */
  readonly startTime: string;
  /** `$$.Execution.Input`: the workflow spec, unchecked */
  readonly input: unknown;
}

/** How far launching has come, as one call of the launcher hands it to the next. Small whatever the length of the list. */
export interface LaunchProgress {
  /** Entries from this place in the list on were never asked for; from 0. */
  readonly next: number;
  /** The entries before `next` that have no task yet: their definite refusals so far, by their place in the list. */
  readonly refusals: Readonly<Record<string, number>>;
  /** When this was handed over, ISO 8601 UTC. */
  readonly at: string;
  /** How long to wait before the launcher is called again: 0 when it was only its own time that ran out. */
  readonly waitSeconds: number;
}

/** What the launcher is called with. */
export interface LauncherEvent {
  readonly execution: ExecutionContext;
  /** What its last call handed over, by way of the monitor. Empty in the first call. */
  readonly iterator?: Partial<RunKey> & { readonly launch?: LaunchProgress };
}

/** What the launcher answers; the monitor's next poll takes it as it is. */
export interface LauncherAnswer extends RunKey {
  /** True while entries are left to be launched: the state machine calls the launcher again. */
  readonly launching: boolean;
  /** Present while `launching`. */
  readonly launch?: LaunchProgress;
}

/** What the monitor is called with: the launcher's answer, its own last one, or an execution whose launcher failed. */
export type MonitorEvent =
  | (RunKey & {
      /** Since when the run is monitored, ISO 8601 UTC. Absent in the first poll. */
      readonly monitoringSince?: string;
      /** Why the launcher failed, in an adopted execution. */
      readonly launchError?: string;
      /** True once each entry of the list was seen to have a row. */
      readonly allRecorded?: boolean;
      /** True while entries are still being launched. */
      readonly launching?: boolean;
      /** Passed on to the launcher. */
      readonly launch?: LaunchProgress;
      /** How many entries are known never to get a row. */
      readonly unrecordedTasks?: number;
    })
  | {
      readonly execution: ExecutionContext;
      /** The launcher's error, as Step Functions' Catch gives it. */
      readonly launchFailure: { readonly Error: string; readonly Cause: string };
    };

/** One task that did not complete, for the report. */
export interface TaskFailure {
  readonly taskName: string;
  readonly status: TaskStatus;
  readonly reason: string;
}

/** What the monitor answers: `$.iterator` of the state machine. Small whatever the number of tasks. */
export interface MonitorAnswer extends RunKey {
  readonly monitoringSince: string;
  /** True once each entry of the list was seen to have a row: the next poll reads the unfinished ones only. */
  readonly allRecorded: boolean;
  /** True while entries are still being launched: the launcher is called next. */
  readonly launching: boolean;
  /** For the launcher, while `launching`. */
  readonly launch?: LaunchProgress;
  /** How many entries are known never to get a row; they are among the failed ones. */
  readonly unrecordedTasks?: number;
  /** True while a task is not accounted for: poll again in `waitSeconds`. */
  readonly continue: boolean;
  readonly waitSeconds: number;
  readonly status: RunStatus;
  readonly completedTasks: number;
  readonly failedTasks: number;
  readonly timedOutTasks: number;
  readonly runningTasks: number;
  /** Why the launcher failed, in an adopted execution: kept for the entries that turn out not to be launched. */
  readonly launchError?: string;
  /** When `continue` is false and `status` Failed: the Error and Cause that the execution fails with. */
  readonly error?: string;
  readonly cause?: string;
  /** The first tasks that did not complete. */
  readonly failures?: readonly TaskFailure[];
}
