/** A run id: digits without a leading zero, so that the string and the DynamoDB Number made of it are the same. */
export const runIdPattern = /^[1-9]\d{0,37}$/;

/**
 * The run id of an execution whose spec brings none: the digits of its start time to the millisecond, e.g.
 * `2026-11-24T22:48:54.123Z` is run `20261124224854123`. Step Functions keeps the start time over retries and
 * redrives, so the id stays the same.
 *
 * @param startTime ISO 8601, UTC, as `$$.Execution.StartTime` gives it, with or without milliseconds
 * @throws RangeError when `startTime` is not a time
 */
export function runIdFromStartTime(startTime: string): string {
  return new Date(startTime).toISOString().replace(/\D/g, "");
}
