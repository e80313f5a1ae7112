import { limits } from "../../workflow/limits";
import { launchWaitSeconds, waitSeconds } from "../../workflow/wait";

const start_time = "2026-11-24T22:48:54.000Z";

const after = (seconds: number): Date => new Date(Date.parse(start_time) + seconds * 1_000);

/** The wait so many seconds after the start of a run with a timeout, launched in `launchSeconds`. */
const waitAt = (elapsedSeconds: number, timeout_seconds: number, launchSeconds = 0): number =>
  waitSeconds({ start_time, timeout_seconds }, after(launchSeconds).toISOString(), after(elapsedSeconds));

describe("Given a run", () => {
  it.each([
    ["just began", 0, 86_400, 5],
    ["took 100 s", 100, 86_400, 10],
    ["took 101 s", 101, 86_400, 11],
    ["took an hour", 3_600, 86_400, 144],
    ["of a year took a month", 2_592_000, 31_536_000, 52_560],
    ["has 7 s left", 353, 360, 7],
    ["has less than a second left", 359.9, 360, 1],
    ["is past its deadline", 361, 360, 37],
    ["of a year is past its deadline", 31_536_001, 31_536_000, 120],
  ])("When it %s, then the wait fits", (_, elapsedSeconds, timeoutSeconds, wait) => {
    expect(waitAt(elapsedSeconds, timeoutSeconds)).toBe(wait);
  });

  it("When its launching took an hour, then the waits begin anew after it", () => {
    expect([3_600, 3_700, 4_800].map((seconds) => waitAt(seconds, 86_400, 3_600))).toEqual([5, 10, 120]);
  });

  /** Events of a state, entered and left. Step Functions API reference, HistoryEvent: a Task is scheduled, started, succeeds. */
  const [Task, Choice, Wait] = [5, 2, 2];
  /** A round of launcher and monitor: InvokeTaskLauncher, InvokeTaskMonitor, two Choices, a Wait. And one of the monitor alone. */
  const launchRoundEvents = 2 * Task + 2 * Choice + Wait;
  const pollEvents = Task + 2 * Choice + Wait;
  const timeouts = [60, 600, 3_600, 14_400, 86_400, 7 * 86_400, 30 * 86_400, limits.executionSeconds];

  it.each(timeouts)(
    "When it is launched for any part of %i s, and polled for the rest, then its history has room",
    (timeout_seconds) => {
      const launchWaitAt = (seconds: number): number =>
        launchWaitSeconds({ start_time, timeout_seconds }, after(seconds));
      const eventsBetween = (from: number, to: number, wait: (at: number) => number, roundEvents: number): number => {
        let events = 0;
        for (let at = from; at < to; events += roundEvents) at += wait(at);
        return events;
      };
      for (const share of [0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]) {
        const launchSeconds = share * timeout_seconds;
        const pollWaitAt = (seconds: number): number => waitAt(seconds, timeout_seconds, launchSeconds);
        const launched = eventsBetween(0, launchSeconds, launchWaitAt, launchRoundEvents);
        const polled = eventsBetween(launchSeconds, timeout_seconds, pollWaitAt, pollEvents);
        // What is left is for retries, and for the rounds after the deadline.
        expect(launched + polled).toBeLessThan(limits.historyEvents - 2_000);
      }
    },
  );

  it.each([
    [60, 86_400, 6],
    [1_500, 86_400, 11],
    [43_200, 86_400, 150],
    [43_200, 3_600 * 24 * 365, 394],
    [50, 3_600, 6],
    [3_598, 3_600, 2],
  ])("When there was no room after %i s of at most %i, then it waits %i s", (elapsedSeconds, timeout_seconds, wait) => {
    expect(launchWaitSeconds({ start_time, timeout_seconds }, after(elapsedSeconds))).toBe(wait);
  });
});
