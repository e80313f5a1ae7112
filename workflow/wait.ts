import { deadlineOf } from "./deadline";
import type { SummaryRow } from "./audit-rows";

/** The shortest wait between two polls: seconds. */
const shortestWaitSeconds = 5;

/** The longest one of a run whose timeout is up to a day and a half: seconds. */
const longestWaitSeconds = 120;

/** So many polls at the longest wait fit into a timeout, far below the 25,000 events of an execution's history. */
const pollsInTimeout = 1_000;

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/**
 * How long to wait for the next poll: a tenth of the time that the run has taken so far, between 5 seconds and the
 * larger of 120 seconds and a thousandth of the timeout; but not past the run's deadline.
 *
 * @returns whole seconds
 */
export function waitSeconds(summary: Pick<SummaryRow, "start_time" | "timeout_seconds">, now: Date): number {
  const elapsedSeconds = (now.getTime() - Date.parse(summary.start_time)) / 1_000;
  const longest = Math.max(longestWaitSeconds, summary.timeout_seconds / pollsInTimeout);
  const toDeadline = (deadlineOf(summary) - now.getTime()) / 1_000;
  const wait = clamp(elapsedSeconds / 10, shortestWaitSeconds, longest);
  return Math.ceil(toDeadline > 0 ? Math.min(wait, Math.max(toDeadline, 1)) : wait);
}

/** How many polls a run has that ends after so many seconds, the last one included. */
export function pollsWithin(seconds: number, timeoutSeconds: number): number {
  const summary = { start_time: new Date(0).toISOString(), timeout_seconds: timeoutSeconds };
  let polls = 1;
  for (let at = 0; at < seconds; at += waitSeconds(summary, new Date(at * 1_000))) polls += 1;
  return polls;
}
