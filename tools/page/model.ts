import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { TaskStatus } from "../../workflow/status";
import type { Definition } from "./graph";
import type { ExecutionStatus } from "./execution";

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
  readonly details: readonly DetailRow[];
  /** Tasks by status, of a run with more of them than `details` has. */
  readonly counts?: Readonly<Record<TaskStatus, number>>;
  /** The last line that each task which did not complete wrote, by `ecs_task_id`. */
  readonly lastLogLines: Readonly<Record<string, string>>;
  /** The page of each task's log, by `ecs_task_id`; of a run on this machine there are none. */
  readonly logUrls?: Readonly<Record<string, string>>;
  /** Keys of objects in the bucket; undefined when nobody has looked. */
  readonly objects?: readonly string[];
}
