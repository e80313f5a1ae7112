import { styleText } from "node:util";
import { taskStatuses, type TaskStatus } from "../../../workflow/status";
import { attemptText, didNotComplete, failuresFirst, withAttempts } from "../../page/attempt";
import type { ExplainedTask, Run } from "../../page/model";
import { hasEnded, hasSucceeded, numberOfFailures, progressOf } from "../../page/progress";
import { durationText, logLineText } from "../../page/text";
import { table, type Column } from "../../terminal/table";
import { counted, type Hint } from "../options";

type Status = TaskStatus | Run["executionStatus"];

const colors: Readonly<Record<Status, Parameters<typeof styleText>[0]>> = {
  Submitted: "dim",
  Running: "yellow",
  Completed: "green",
  Failed: "red",
  TimedOut: "red",
  RUNNING: "yellow",
  PENDING_REDRIVE: "yellow",
  SUCCEEDED: "green",
  FAILED: "red",
  TIMED_OUT: "red",
  ABORTED: "red",
  FORGOTTEN: "dim",
};

/** A status of a task, a run or an execution in its colour; without one where the output is no terminal. */
export const painted = (status: Status): string => styleText(colors[status], status);

/** Name and status of a run: one line. */
export function headline(run: Run, now: string): string {
  const { workflowName, workflowRunId, executionStatus } = run;
  const id = workflowRunId === undefined ? "no run" : `run ${workflowRunId}`;
  const duration = durationText(progressOf(run, now).elapsedSeconds);
  return `${styleText("bold", workflowName)}  ${id}  ${painted(executionStatus)} ${hasEnded(run) ? "in" : "for"} ${duration}`;
}

/** Tasks by status: one line. */
export const statusCounts = ({ tasksByStatus }: Run): string =>
  taskStatuses
    .map((status) => {
      const count = tasksByStatus[status];
      return count === 0 ? styleText("dim", `0 ${status}`) : `${styleText("bold", String(count))} ${painted(status)}`;
    })
    .join("  ");

/** Progress and speed of a run: one line. */
export function progressLine(run: Run, now: string): string {
  const { total, totalKnown, ended, endedPerMinute, leftSeconds } = progressOf(run, now);
  if (total === 0) return hasEnded(run) ? "no task" : "no task yet";
  return [
    totalKnown || hasEnded(run) ? `${ended} of ${total} ended` : `${ended} of ${total} launched so far ended`,
    ...(endedPerMinute > 0 ? [`${endedPerMinute.toFixed(1)} a minute`] : []),
    ...(leftSeconds === undefined ? [] : [`about ${durationText(leftSeconds)} left`]),
  ].join(", ");
}

/** Status, counts and progress of a run: three lines. */
export const standing = (run: Run, now: string): string =>
  [headline(run, now), statusCounts(run), progressLine(run, now)].join("\n");

const taskColumns: readonly Column<ExplainedTask>[] = [
  { heading: "Task", cell: ({ task_name }) => task_name },
  { heading: "Status", cell: ({ status }) => painted(status) },
  { heading: "Seconds", cell: ({ exec_time_in_seconds }) => exec_time_in_seconds?.toFixed(1), align: "right" },
  { heading: "Object written", cell: ({ destination_key }) => destination_key },
];

/** Tasks as a table, those first that did not complete. */
function tasksText({ tasks, otherTasks }: Run, columns: number | undefined): string {
  if (tasks.length === 0) return "";
  return [
    table(withAttempts(taskColumns, tasks), tasks.toSorted(failuresFirst), columns),
    ...(otherTasks === 0 ? [] : [`\nand ${otherTasks} more tasks: the table of details has them all`]),
  ].join("\n");
}

/** A task that did not complete, why, and the end of what it wrote. */
export function failureText(task: ExplainedTask): string {
  const { task_name, status, reason = "no reason recorded", log = { lines: [] } } = task;
  const attempt = attemptText(task);
  const lines = "lines" in log ? log.lines.map(logLineText) : [`its log cannot be shown: ${log.unavailable}`];
  return [
    [
      styleText("bold", task_name),
      painted(status),
      ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
      reason,
    ].join("  "),
    ...lines.map((line) => `    ${styleText("dim", line)}`),
  ].join("\n");
}

/** Number of failures that a person is shown. */
const shownFailures = 10;

/** The failures of a run, the first of them. */
function failuresText(run: Run): string {
  const all = numberOfFailures(run);
  const told = run.tasks.filter(didNotComplete);
  if (told.length === 0) return "";
  const shown = told.length < all ? `the first ${told.length}` : "all";
  return [
    ...told.slice(0, shownFailures).map(failureText),
    ...(all > shownFailures ? [`and ${all - shownFailures} more: --json shows ${shown}`] : []),
  ].join("\n");
}

/** Reason for which there are no rows to show: a line. */
function missingRows({ summary, withoutRow = 0, executionStatus }: Run): string[] {
  if (withoutRow > 0)
    return [`${counted(withoutRow, "entry has", "entries have")} no row: never launched, or its time to live is over`];
  if (summary) return [];
  return executionStatus === "SUCCEEDED"
    ? ["The rows of this run are gone: they were deleted, or their time to live is over."]
    : ["This execution has no run: it was refused before anything started, or the run's rows are gone."];
}

/** End of the run and, with a hint, what to do next when it did not succeed. */
export function outcome(run: Run, hint?: Hint): string {
  if (!hasEnded(run)) return "";
  if (hasSucceeded(run)) return missingRows(run).join("\n");
  const { error = "", cause = "", summary, workflowRunId = "", pattern } = run;
  // The cause of a failure of tasks lists them once more.
  const why = numberOfFailures(run) > 0 ? error : [error, cause].filter(Boolean).join(": ");
  return [
    ...missingRows(run),
    ...(why === "" ? [] : [styleText("red", `The execution ended with ${why}`)]),
    ...(summary && hint
      ? [`Start what did not complete anew: ${hint(`redrive ${workflowRunId} --pattern ${pattern}`)}`]
      : []),
  ].join("\n");
}

interface RunTextOptions {
  /** Width of the terminal; without one, lines do not wrap. */
  readonly columns?: number | undefined;
  readonly hint?: Hint;
  /** Further lines below how it stands. */
  readonly more?: readonly string[];
}

/** A run as a person reads it: how it stands, its tasks, its failures, its end. */
export const runText = (run: Run, { columns, hint, more = [] }: RunTextOptions): string =>
  [
    standing(run, new Date().toISOString()),
    more.join("\n"),
    tasksText(run, columns),
    failuresText(run),
    outcome(run, hint),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
