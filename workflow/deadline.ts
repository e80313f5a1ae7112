import type { SummaryRow } from "./audit-rows";

/** Time at which what still runs of a run is stopped: milliseconds since 1970. */
export const deadlineOf = (summary: Pick<SummaryRow, "start_time" | "timeout_seconds">): number =>
  Date.parse(summary.start_time) + summary.timeout_seconds * 1_000;

/** Seconds from a time, ISO 8601, until now. */
export const secondsSince = (time: string, now: Date): number => (now.getTime() - Date.parse(time)) / 1_000;

/** Time in which a stop that ECS does not accept is asked for again: seconds from the deadline on. */
export const stopGraceSeconds = 300;

/** Time from SIGTERM to SIGKILL, enough for a task to write its last row: seconds. Fargate takes at most 120. */
export const stopTimeoutSeconds = 60;

/** Time from an accepted stop in which a container has ended, as far as clocks agree: SIGTERM follows the stop by some seconds. */
export const stoppingSeconds = stopTimeoutSeconds + 30;

/** The time that a call of one of the kit's Lambda functions has: seconds, of at most 900 (Lambda quotas, "Function timeout"). */
export const functionTimeoutSeconds = 300;
