import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type DescribeExecutionOutput,
  type ExecutionStatus as AwsStatus,
} from "@aws-sdk/client-sfn";
import type { SummaryRow } from "../../../workflow/audit-rows";
import type { Pattern } from "../../../workflow/deployment";
import type { RunKey } from "../../../workflow/run";
import { isTerminal, taskStatuses } from "../../../workflow/status";
import { consoleUrls } from "../../../workflow/console-url";
import { clientsOf } from "../aws/clients";
import { countTasks, type CountedTasks } from "./count-tasks";
import { findOfExecution, hasRun, type FoundExecution } from "./find";

/** Status of an execution, as Step Functions says it; `FORGOTTEN` 90 days after its end. */
type ExecutionStatus = AwsStatus | "FORGOTTEN";

/** All that is known of a run at one time. */
export interface RunState extends CountedTasks {
  readonly pattern: Pattern;
  readonly workflowName: string;
  /** Absent when the workflow was refused, or has not begun yet. */
  readonly workflowRunId?: string;
  readonly executionArn: string;
  readonly consoleUrl: string;
  readonly executionStatus: ExecutionStatus;
  /** Error of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  /** ISO 8601 UTC; absent when neither the execution nor the run's row tells it. */
  readonly startTime?: string;
  readonly endTime?: string;
  /** Absent when the workflow was refused, has not begun yet, or the row is gone. */
  readonly summary?: SummaryRow;
  /** True when rows of tasks are gone by their time to live: then the counts are those of the run's row. */
  readonly rowsGone?: true;
}

/** Window in which the speed of a run is measured: seconds. */
const lateSeconds = 300;

type Described = Partial<Omit<DescribeExecutionOutput, "status">> & { readonly status?: ExecutionStatus | undefined };

async function describeExecution({ stack, executionArn }: FoundExecution): Promise<Described> {
  try {
    return await clientsOf(stack).stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return { status: "FORGOTTEN" };
    throw error;
  }
}

/** Reads all that there is of a run; of its tasks' rows all are counted, and few are kept. */
export async function readRunState(found: FoundExecution): Promise<RunState> {
  const { stack, executionArn } = found;
  // The execution first: once it has ended, the rows have their last state.
  const { status = "RUNNING", error, cause, startDate, stopDate } = await describeExecution(found);
  const since = stopDate ? 0 : Date.now() - lateSeconds * 1_000;
  const { run, summary, ...counted } = await readRows(found, since);
  const startTime = startDate?.toISOString() ?? summary?.start_time;
  return {
    pattern: stack.pattern,
    workflowName: stack.deployment.workflowName,
    ...run,
    executionArn,
    consoleUrl: consoleUrls.execution(stack.deployment.region, executionArn),
    executionStatus: status,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(startTime !== undefined && { startTime }),
    ...(stopDate && { endTime: stopDate.toISOString() }),
    ...(summary && { summary }),
    ...counted,
  };
}

type RunRows = CountedTasks & Pick<RunState, "summary" | "rowsGone"> & { readonly run?: RunKey };

/** The rows of the execution's run; none when it has no run. */
async function readRows(found: FoundExecution, since: number): Promise<RunRows> {
  const { stack, run } = hasRun(found) ? found : await findOfExecution(found.stack, found.executionArn);
  if (!run) return await countTasks([], since);
  const audit = clientsOf(stack).audit;
  const [summary, counted] = await Promise.all([audit.findRun(run), countTasks(audit.pages(run, "all"), since)]);
  return { run, ...(summary && { summary }), ...counted, ...(summary && countsOfGoneRows(summary, counted)) };
}

/** Counts by the run's row, where rows of its tasks are gone. Entries of a list in S3 that were never launched have none either. */
function countsOfGoneRows(
  { completed_tasks: Completed = 0, failed_tasks: Failed = 0, timed_out_tasks: TimedOut = 0, ...summary }: SummaryRow,
  { tasksByStatus }: CountedTasks,
): Partial<RunState> {
  const rows = Object.values(tasksByStatus).reduce((sum, count) => sum + count, 0);
  if (rows >= Completed + Failed + TimedOut || !mayBeGone(summary)) return {};
  return { rowsGone: true, tasksByStatus: { ...tasksByStatus, Completed, Failed, TimedOut } };
}

/** True when rows that were written at the run's start may be deleted by now. */
function mayBeGone({ start_time, update_time, expires_at }: Omit<SummaryRow, "completed_tasks">): boolean {
  if (expires_at === undefined) return false;
  const retentionMs = expires_at * 1_000 - Date.parse(update_time);
  return Date.now() >= Date.parse(start_time) + retentionMs;
}

/** True once nothing more will happen. */
export const hasEnded = ({ executionStatus }: RunState): boolean => executionStatus !== "RUNNING";

/** True when every task of it completed. */
export const hasSucceeded = ({ executionStatus, summary }: RunState): boolean =>
  executionStatus === "SUCCEEDED" || (executionStatus === "FORGOTTEN" && summary?.status === "Completed");

/** Number of tasks that did not complete. */
export const numberOfFailures = ({ tasksByStatus: { Failed, TimedOut } }: RunState): number => Failed + TimedOut;

/** Progress and speed of a run. */
interface Progress {
  /** Entries of the list; the rows found, as long as it is not known. */
  readonly total: number;
  /** False while a list in S3 was not read to its end. */
  readonly totalKnown: boolean;
  /** Tasks that have a row. */
  readonly rows: number;
  readonly ended: number;
  /** Tasks that ended, a minute: lately, or over the whole of a run that has ended. */
  readonly endedPerMinute: number;
  /** Seconds since it started, or that it took. */
  readonly elapsedSeconds: number;
  /** At this rate; absent while nothing can be said. */
  readonly leftSeconds?: number;
}

/** @param now ISO 8601 UTC; nothing but speed depends on it */
export function progressOf(state: RunState, now = new Date().toISOString()): Progress {
  const { summary, tasksByStatus, endedLately, startTime = summary?.start_time, endTime } = state;
  const rows = taskStatuses.reduce((sum, status) => sum + tasksByStatus[status], 0);
  const ended = taskStatuses.filter(isTerminal).reduce((sum, status) => sum + tasksByStatus[status], 0);
  const { number_of_tasks: known = 0 } = summary ?? {};
  const until = Date.parse(endTime ?? now);
  const elapsedSeconds = startTime === undefined ? 0 : Math.max(0, (until - Date.parse(startTime)) / 1_000);
  const seconds = endTime === undefined ? Math.min(elapsedSeconds, lateSeconds) : elapsedSeconds;
  const endedPerMinute = seconds === 0 ? 0 : (endedLately / seconds) * 60;
  const left = known - ended;
  return {
    total: known || rows,
    totalKnown: known > 0,
    rows,
    ended,
    endedPerMinute,
    elapsedSeconds,
    ...(endTime === undefined && left > 0 && endedPerMinute > 0 && { leftSeconds: (left / endedPerMinute) * 60 }),
  };
}
