/** Thrown by a branch that was stopped from outside: the reason of its signal. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Waits for work, no longer than until its branch is stopped: what was begun goes on alone. @throws Stopped */
export async function race<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  // Nobody waits any more for work whose branch was stopped: if it fails then, that is no fault.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let end: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    end = () => {
      reject(signal.reason as Stopped);
    };
  });
  signal.addEventListener("abort", end);
  return Promise.race([work, stopped]).finally(() => {
    signal.removeEventListener("abort", end);
  });
}

/** Timers of JavaScript reach 2^31 milliseconds, about 24 days; a longer one would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * Acts when a time limit is over; without a limit, or with one that no timer reaches, never.
 *
 * @returns puts the limit away
 */
export function atLimit(seconds = Infinity, act: () => void): () => void {
  const timer = seconds * 1_000 > longestTimerMs ? undefined : setTimeout(act, seconds * 1_000);
  return () => {
    clearTimeout(timer);
  };
}

/** Waits, no longer than until the branch is stopped. @throws Stopped */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  for (let rest = ms; rest > 0; rest -= longestTimerMs) {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(rest, longestTimerMs));
    });
    await race(over, signal).finally(() => {
      clearTimeout(timer);
    });
  }
}
