import { waitSeconds } from "../../workflow/wait";

const start_time = "2026-11-24T22:48:54.000Z";

/** How long to wait so many seconds after the start of a run with a timeout. */
const waitAt = (elapsedSeconds: number, timeout_seconds: number): number =>
  waitSeconds({ start_time, timeout_seconds }, new Date(Date.parse(start_time) + elapsedSeconds * 1_000));

describe("Given a run", () => {
  it.each([
    ["just began", 0, 86_400, 5],
    ["took 100 s", 100, 86_400, 10],
    ["took 101 s", 101, 86_400, 11],
    ["took an hour", 3_600, 86_400, 120],
    ["of a year took a month", 2_592_000, 31_536_000, 31_536],
    ["has 7 s left", 353, 360, 7],
    ["has less than a second left", 359.9, 360, 1],
    ["is past its deadline", 361, 360, 37],
  ])("When it %s, then the wait fits", (_, elapsedSeconds, timeoutSeconds, wait) => {
    expect(waitAt(elapsedSeconds, timeoutSeconds)).toBe(wait);
  });

  it.each([60, 3_600, 86_400, 31_536_000])(
    "When it lasts all of %i s, then its history has room for the polls",
    (timeout) => {
      let polls = 0;
      for (let elapsed = 0; elapsed < timeout; polls++) elapsed += waitAt(elapsed, timeout);
      // A poll is at most 11 events: Wait, Task and Choice entered and left, and the Lambda's own.
      expect(polls * 11).toBeLessThan(25_000);
    },
  );
});
