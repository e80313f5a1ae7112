import pc from "../../terminal/colors";
import { attemptText, didNotComplete } from "../../page/attempt";
import type { ExplainedTask } from "../../page/model";
import { durationText, logLineText } from "../../page/text";
import { counted, type Hint } from "../options";
import type { ExplainedRun } from "./explained-run";
import { hasEnded, hasSucceeded, numberOfFailures, progressOf, type RunState } from "./state";
import { painted } from "./tasks-text";

/** Name and status of a run: one line. */
export function headline(state: RunState, now: string): string {
  const { workflowName, workflowRunId, executionStatus } = state;
  const run = workflowRunId === undefined ? "no run" : `run ${workflowRunId}`;
  const duration = durationText(progressOf(state, now).elapsedSeconds);
  const time = hasEnded(state) ? `in ${duration}` : `for ${duration}`;
  return `${pc.bold(workflowName)}  ${run}  ${painted(executionStatus)} ${time}`;
}

/** Progress and speed of a run: one line. */
export function progressLine(state: RunState, now: string): string {
  const { total, totalKnown, ended, endedPerMinute, leftSeconds } = progressOf(state, now);
  if (total === 0) return hasEnded(state) ? "no task" : "no task yet";
  return [
    totalKnown || hasEnded(state) ? `${ended} of ${total} ended` : `${ended} of ${total} launched so far ended`,
    ...(endedPerMinute > 0 ? [`${endedPerMinute.toFixed(1)} a minute`] : []),
    ...(leftSeconds === undefined ? [] : [`about ${durationText(leftSeconds)} left`]),
  ].join(", ");
}

/** A task that did not complete, why, and the end of what it wrote. */
export function failureText(task: ExplainedTask): string {
  const { task_name, status, reason = "no reason recorded", log = { lines: [] } } = task;
  const attempt = attemptText(task);
  const lines = "lines" in log ? log.lines.map(logLineText) : [`its log cannot be shown: ${log.unavailable}`];
  return [
    [pc.bold(task_name), painted(status), ...(attempt === undefined ? [] : [`attempt ${attempt}`]), reason].join("  "),
    ...lines.map((line) => `    ${pc.dim(line)}`),
  ].join("\n");
}

/** Number of failures that a person is shown. */
const shownFailures = 10;

/** The failures of a run, the first of them. */
export function failuresText(run: ExplainedRun): string {
  const all = numberOfFailures(run);
  const told = run.tasks.filter(didNotComplete);
  if (told.length === 0) return "";
  const shown = told.length < all ? `the first ${told.length}` : "all";
  return [
    ...told.slice(0, shownFailures).map(failureText),
    ...(all > shownFailures ? [`and ${all - shownFailures} more: --json shows ${shown}`] : []),
  ].join("\n");
}

/** The entries of a run that has ended which never came to be launched: a line. */
function neverLaunched(state: RunState): string[] {
  const { total, rows } = progressOf(state);
  if (total <= rows) return [];
  return [
    `${counted(total - rows, "entry", "entries")} of the list ${total - rows === 1 ? "has" : "have"} no row: never launched`,
  ];
}

/** Reason for which there are no rows to show: a line. */
function goneRows({ summary, rowsGone, executionStatus }: RunState): string[] {
  if (rowsGone)
    return ["Rows of its tasks are gone: their time to live is over. The counts are those of the run's row."];
  if (summary) return [];
  return executionStatus === "SUCCEEDED"
    ? ["The rows of this run are gone: they were deleted, or their time to live is over."]
    : ["This execution has no run: it was refused before anything started, or the run's rows are gone."];
}

/** End of the run, and what to do next when it did not succeed. */
export function outcome(state: RunState, hint: Hint): string {
  if (!hasEnded(state)) return "";
  if (hasSucceeded(state)) return goneRows(state).join("\n");
  const { error = "", cause = "", pattern, workflowRunId, summary } = state;
  // The cause of a failure of tasks lists them once more.
  const why = numberOfFailures(state) > 0 ? error : [error, cause].filter(Boolean).join(": ");
  const todo = `Start what did not complete anew: ${hint(`redrive ${workflowRunId ?? ""} --pattern ${pattern}`)}`;
  return [
    ...goneRows(state),
    ...neverLaunched(state),
    ...(why === "" ? [] : [pc.red(`The execution ended with ${why}`)]),
    ...(summary ? [todo] : []),
  ].join("\n");
}

/** Paragraphs, without the empty ones. */
export const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n\n");
