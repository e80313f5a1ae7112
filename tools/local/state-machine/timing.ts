import { StatesError } from "./language/states-error";
import type { Stop } from "./stop";

/** Timers of JavaScript reach 2^31 milliseconds, about 24 days; a longer one would fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** Longest shortened Wait state, and pause before a retry. */
export const shortPauseMs = 300;

/** Waits, no longer than until the branch is stopped. @throws Stopped */
export async function pause(ms: number, stop: Stop): Promise<void> {
  for (let rest = ms; rest > 0; rest -= longestTimerMs) {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(rest, longestTimerMs));
    });
    await stop.race(over).finally(() => {
      clearTimeout(timer);
    });
  }
}

/**
 * Waits for work no longer than it may take; what was begun goes on alone.
 *
 * @throws StatesError under `errorName` when it takes longer
 * @throws Stopped
 */
export async function within<Value>(
  work: Promise<Value>,
  seconds: number | undefined,
  errorName: "States.Timeout" | "States.HeartbeatTimeout",
  stop: Stop,
): Promise<Value> {
  if (seconds === undefined || seconds * 1_000 > longestTimerMs) return stop.race(work);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StatesError(errorName));
    }, seconds * 1_000);
  });
  return stop.race(Promise.race([work, late])).finally(() => {
    clearTimeout(timer);
  });
}
