import { deadlineOf, secondsSince } from "./deadline";
import { limits } from "./limits";
import type { SummaryRow } from "./audit-rows";

/** The shortest wait between two rounds: seconds. */
const shortestWaitSeconds = 5;

/** The longest one after launching, of a run whose timeout is up to 20 hours or is over: seconds. */
const longestWaitSeconds = 120;

/** Number of polls at the longest wait that fit into a timeout, far below what an execution's history has room for. */
const pollsInTimeout = 600;

/** Events of a round of launcher and monitor, without retries, in an execution's history: a test counts them. */
export const launchRoundEvents = 16;

/** The most rounds in a timeout. The rest of the history is for retries, and for polls when all is launched. */
export const launchRoundsInTimeout = Math.floor((0.78 * limits.historyEvents) / launchRoundEvents);

type Begun = Pick<SummaryRow, "start_time" | "timeout_seconds">;

/** A wait in whole seconds that does not go past the run's deadline; after it there are few polls, and nobody waits long for them. */
function beforeDeadline(wait: number, summary: Begun, now: Date): number {
  const toDeadline = (deadlineOf(summary) - now.getTime()) / 1_000;
  return Math.ceil(Math.min(wait, toDeadline > 0 ? Math.max(toDeadline, 1) : longestWaitSeconds));
}

/**
 * Wait before the next poll of a run whose tasks are launched: a tenth of the time that it has been polled so far, between 5
 * seconds and the larger of 120 seconds and a 600th of the timeout; but not past the run's deadline. The time of launching does
 * not count: short tasks of a long list end soon after the last is launched.
 *
 * @param monitoringSince ISO 8601
 * @returns whole seconds
 */
export function waitSeconds(summary: Begun, monitoringSince: string, now: Date): number {
  const longest = Math.max(longestWaitSeconds, summary.timeout_seconds / pollsInTimeout);
  const tenth = secondsSince(monitoringSince, now) / 10;
  return beforeDeadline(Math.min(Math.max(tenth, shortestWaitSeconds), longest), summary, now);
}

/**
 * Wait before ECS is asked again for what it had no room for: 5 seconds, and a share of the time that the run has
 * taken so far, so that all rounds that fit into its timeout fit into its history; but not past the run's deadline.
 *
 * @returns whole seconds
 */
export function launchWaitSeconds(summary: Begun, now: Date): number {
  const share = 1 / secondsPerWaitSecond(summary.timeout_seconds);
  return beforeDeadline(shortestWaitSeconds + secondsSince(summary.start_time, now) * share, summary, now);
}

/**
 * The c of waits of 5 s + elapsed/c: there are c ln(1 + timeout/5c) of them in the timeout, which grows with c. Each step comes from
 * below nearer to the c with as many rounds as there may be.
 */
function secondsPerWaitSecond(timeoutSeconds: number): number {
  let c = 1;
  for (let step = 0; step < 50; step += 1)
    c = launchRoundsInTimeout / Math.log1p(timeoutSeconds / (shortestWaitSeconds * c));
  return c;
}
