import { isTerminal, taskStatuses } from "../../../workflow/status";
import { lateSeconds, type RunState } from "./state";

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
