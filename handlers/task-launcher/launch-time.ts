import type { SummaryRow } from "../../workflow/audit-rows";
import { deadlineOf } from "../../workflow/deadline";
import { launchReserveSeconds } from "../../workflow/function-time";
import { launchSeconds } from "../../workflow/limits";

/**
 * How long, from a run's beginning, what ECS has no room for is asked for again: seconds, beside the time that the list
 * takes by the quotas.
 */
export const launchWindowSeconds = 900;

/** How often ECS is asked for a task before a refusal that may pass is final, however late it is. */
export const minimumAttempts = 5;

/** The time that a launcher has. */
export interface LaunchTime {
  /** True when this invocation must come to its end. */
  readonly isShort: () => boolean;
  /** True when the run's own time is over: a task launched now would be stopped at once. */
  readonly isOver: () => boolean;
  /** True when an entry that was refused so many times is given up. */
  readonly isGivenUp: (attempts: number) => boolean;
}

/**
 * Every launch comes to an end. An entry is asked for again until the launch window has passed, and at least a few
 * times; then its refusal is final. Nothing is launched after the run's deadline.
 *
 * @param remainingMilliseconds what the Lambda has left, as its context says
 */
export function launchTime(summary: SummaryRow, remainingMilliseconds: () => number, now: () => Date): LaunchTime {
  // A function with less time than two reserves still uses half of what it has.
  const reserve = Math.min(launchReserveSeconds * 1_000, remainingMilliseconds() / 2);
  const windowSeconds = launchWindowSeconds + launchSeconds(summary.number_of_tasks);
  const windowEnd = Date.parse(summary.start_time) + windowSeconds * 1_000;
  return {
    isShort: () => remainingMilliseconds() <= reserve,
    isOver: () => now().getTime() >= deadlineOf(summary),
    isGivenUp: (attempts) => attempts >= minimumAttempts && now().getTime() >= windowEnd,
  };
}
