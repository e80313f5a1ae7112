import type { ExecutionStatus, HistoryEvent } from "@aws-sdk/client-sfn";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { Pattern } from "../../workflow/deployment";
import type { TaskStatus } from "../../workflow/status";
import type { Definition } from "./graph";

/** The end of what a task wrote, or why it cannot be had. */
export type LogTail = { readonly lines: readonly string[] } | { readonly unavailable: string };

/** A task's row, with what is known of its log. */
export interface ExplainedTask extends DetailRow {
  /** The console page of what it wrote; absent for an entry that was never launched, and for a run on this machine. */
  readonly log_url?: string;
  /** The end of what it wrote, of a task that did not complete. */
  readonly log?: LogTail;
}

/** Counts and rows of a run's tasks, however many there are. */
export interface CountedTasks {
  /** Of several tasks of an entry the last counts. */
  readonly tasksByStatus: Readonly<Record<TaskStatus, number>>;
  /** In the order in which people count their names; of more than are shown those that did not complete, and the first. */
  readonly tasks: readonly ExplainedTask[];
  /** Number of further ones. */
  readonly otherTasks: number;
  /** Entries that were never launched, or whose rows' time to live is over; absent while the run goes on. */
  readonly withoutRow?: number;
}

/** All that is known of a run at one time: what people, programs and pages are shown of it. */
export interface Run extends CountedTasks {
  readonly pattern: Pattern;
  readonly workflowName: string;
  /** Absent when the workflow was refused, or has not begun yet. */
  readonly workflowRunId?: string;
  readonly executionArn: string;
  /** Status of the execution, as Step Functions says it; `FORGOTTEN` 90 days after its end. */
  readonly executionStatus: ExecutionStatus | "FORGOTTEN";
  /** Error of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  /** ISO 8601 UTC; absent when neither the execution nor the run's row tells it. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** Absent when the workflow was refused, has not begun yet, or the row is gone. */
  readonly summary?: SummaryRow;
}

/** A run with its way through the state machine: what a page shows. */
export interface ReportedRun extends Run {
  readonly definition: Definition;
  /** Events as GetExecutionHistory returns them, oldest first. */
  readonly history: readonly HistoryEvent[];
}
