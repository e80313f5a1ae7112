import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { TaskStatus } from "../../workflow/status";
import type { Definition } from "./graph";
import type { ExecutionStatus } from "./execution";

/** The end of what a task wrote, or why it cannot be had. */
export type LogTail = { readonly lines: readonly string[] } | { readonly unavailable: string };

/** A task's row, with what is known of its log. */
export interface ExplainedTask extends DetailRow {
  /** The console page of what it wrote; absent for an entry that was never launched, and for a run on this machine. */
  readonly log_url?: string;
  /** The end of what it wrote, of a task that did not complete. */
  readonly log?: LogTail;
}

/** One execution of a state machine, and what it left. */
export interface RunModel {
  /** Name for people, e.g. `Pattern 1`. */
  readonly name: string;
  readonly status: ExecutionStatus;
  /** Error of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  /** Duration, or time so far. */
  readonly executionSeconds: number;
  readonly definition: Definition;
  /** Events as GetExecutionHistory returns them, oldest first. */
  readonly history: readonly HistoryEvent[];
  /** The run's row, or null when the workflow was refused before it began. */
  readonly summary: SummaryRow | null;
  /** In the order in which the page lists them. */
  readonly details: readonly ExplainedTask[];
  /** Tasks by status, of a run with more of them than `details` has. */
  readonly counts?: Readonly<Record<TaskStatus, number>>;
  /** Keys of objects in the bucket; undefined when nobody has looked. */
  readonly objects?: readonly string[];
}
