import { isTerminal, taskStatuses, type TaskStatus } from "../../workflow/status";
import type { Run } from "./model";

/** True once nothing more will happen. */
export const hasEnded = ({ executionStatus }: Run): boolean => executionStatus !== "RUNNING";

/** True when every task of it completed. */
export const hasSucceeded = ({ executionStatus, summary }: Run): boolean =>
  executionStatus === "SUCCEEDED" || (executionStatus === "FORGOTTEN" && summary?.status === "Completed");

/** Number of tasks that did not complete. */
export const numberOfFailures = ({ tasksByStatus: { Failed, TimedOut } }: Run): number => Failed + TimedOut;

/** Progress and speed of a run, in entries of its list. @param now ISO 8601 UTC; nothing but speed depends on it */
export function progressOf(run: Run, now = new Date().toISOString()) {
  const { summary, tasksByStatus, startTime, endTime } = run;
  const count = (statuses: readonly TaskStatus[]) => statuses.reduce((sum, status) => sum + tasksByStatus[status], 0);
  const [rows, ended] = [count(taskStatuses), count(taskStatuses.filter(isTerminal))];
  const { number_of_tasks: known = 0 } = summary ?? {};
  const milliseconds = startTime === undefined ? 0 : Date.parse(endTime ?? now) - Date.parse(startTime);
  const elapsedSeconds = Math.max(0, milliseconds / 1_000);
  const left = known - ended;
  return {
    /** The rows found, as long as a list in S3 was not read to its end. */
    total: known || rows,
    totalKnown: known > 0,
    rows,
    ended,
    endedPerMinute: elapsedSeconds === 0 ? 0 : (ended / elapsedSeconds) * 60,
    elapsedSeconds,
    /** Time left at this rate; absent while nothing can be said. */
    ...(endTime === undefined && left > 0 && ended > 0 && { leftSeconds: (left / ended) * elapsedSeconds }),
  };
}
