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

/** What the launcher is called with. */
export interface LauncherEvent {
  readonly execution: ExecutionContext;
}

/** What the launcher answers; the monitor's first poll takes it as it is. */
export interface LauncherAnswer extends RunKey {
  /** True when its time ran out before the end of the list: the state machine calls it again. */
  readonly launching: boolean;
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
      /** True while entries are still being launched: how many there are is not known yet. */
      readonly launching?: boolean;
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
  /** While entries are still being launched: `continue` is then true up to the deadline. */
  readonly launching?: boolean;
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
