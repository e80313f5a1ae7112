import { isTerminal } from "../../workflow/status";
import type { RunState } from "./run-state";

/** How far a run has come, and how fast it goes. */
export interface Progress {
  /** Entries of the list; the rows found, as long as nobody has written it down. */
  readonly total: number;
  readonly ended: number;
  /** Tasks that ended, a minute: lately, or over the whole of a run that has ended. */
  readonly endedPerMinute: number;
  /** Seconds since it started, or that it took. */
  readonly elapsedSeconds: number;
  /** At this rate; absent while nothing can be said. */
  readonly leftSeconds?: number;
}

/** What is lately: seconds. */
const windowSeconds = 300;

/** @param now ISO 8601 UTC */
export function progressOf(
  { summary, tasks, startTime = summary?.start_time, endTime }: RunState,
  now: string,
): Progress {
  const until = Date.parse(endTime ?? now);
  const elapsedSeconds = startTime === undefined ? 0 : Math.max(0, (until - Date.parse(startTime)) / 1_000);
  const seconds = endTime === undefined ? Math.min(elapsedSeconds, windowSeconds) : elapsedSeconds;
  const ended = tasks.filter(({ status }) => isTerminal(status));
  const lately = ended.filter(({ update_time }) => Date.parse(update_time) >= until - seconds * 1_000);
  const endedPerMinute = seconds === 0 ? 0 : (lately.length / seconds) * 60;
  const total = summary?.number_of_tasks ?? tasks.length;
  const left = total - ended.length;
  return {
    total,
    ended: ended.length,
    endedPerMinute,
    elapsedSeconds,
    ...(endTime === undefined && left > 0 && endedPerMinute > 0 && { leftSeconds: (left / endedPerMinute) * 60 }),
  };
}
