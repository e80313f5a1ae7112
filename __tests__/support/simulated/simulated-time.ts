import { install } from "@sinonjs/fake-timers";

/** A deadlock: the work is not over, and no timer is left that it could wait for. */
class NothingHappens extends Error {
  override readonly name = "NothingHappens";
}

/** The work is not over after the simulated time that it may take. */
class TakesTooLong extends Error {
  override readonly name = "TakesTooLong";
}

/** Clock and timers. Promises, which need no time, stay as they are. */
const simulated = ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const;

/**
 * Does work in a time in which waiting takes none: whenever nothing else is left to do, the next timer's time has come. The work
 * must not wait for processes or sockets.
 *
 * @param startTime ISO 8601
 * @param limitSeconds of simulated time
 * @throws NothingHappens
 * @throws TakesTooLong
 */
export async function inSimulatedTime<Result>(
  startTime: string,
  limitSeconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const start = Date.parse(startTime);
  const clock = install({ now: start, toFake: [...simulated] });
  // As Node.js has it: a timer takes a whole number of milliseconds, 1 at the least. Without it, time would stand still for whoever
  // waits for the rest of a millisecond.
  globalThis.setTimeout = ((act: () => void, delay = 0, ...given: []) =>
    clock.setTimeout(act, Math.max(Math.trunc(delay), 1), ...given)) as typeof setTimeout;
  try {
    const outcome: { settled?: Promise<Result> } = {};
    const settle = (settled: Promise<Result>) => () => {
      outcome.settled = settled;
    };
    const working = work();
    working.then(settle(working), settle(working));
    for (;;) {
      await turn();
      if (outcome.settled) return await outcome.settled;
      if (clock.countTimers() === 0) throw new NothingHappens(`after ${(clock.now - start) / 1_000} s`);
      if (clock.now - start > limitSeconds * 1_000) throw new TakesTooLong(`${limitSeconds} s`);
      clock.next();
    }
  } finally {
    clock.uninstall();
  }
}

/** Everything that needs no time has happened, and files are read: clients of the AWS SDK read their settings when first used. */
async function turn(): Promise<void> {
  do await new Promise((resolve) => void setImmediate(resolve));
  while (process.getActiveResourcesInfo().some((name) => name.includes("Req")));
}

/** Waits in the time that there is, simulated or not. */
export const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));
