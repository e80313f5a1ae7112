import { setTimeout } from "node:timers/promises";

/** Node's timers hold no more than 2^31 - 1 milliseconds, 24 days: longer waits are made of days. */
const longestWaitSeconds = 86_400;

/**
 * Waits as though it worked.
 *
 * @throws AbortError when `signal` is aborted before the time is over
 */
export async function simulateWork(seconds: number, signal: AbortSignal): Promise<void> {
  for (let left = seconds; left > 0; left -= longestWaitSeconds)
    await setTimeout(Math.min(left, longestWaitSeconds) * 1_000, undefined, { signal });
}
