import { seededRandom } from "../../tools/faults/random";
import { patterns } from "../../workflow/deployment";
import { launchSeconds } from "../../workflow/limits";
import { launchRun, taskSeconds, type Scenario } from "../support/launch-run";

beforeEach(() => {
  // Waits are spread at random: here always the same.
  const random = seededRandom(1);
  jest.spyOn(Math, "random").mockImplementation(() => random.whole(2 ** 32) / 2 ** 32);
});

/** Runs a list, none of whose tasks may be lost or started twice. */
async function runOf(pattern: 1 | 2, scenario: Scenario) {
  const { lostTasks, doubledTasks, ...run } = await launchRun(pattern, scenario);
  expect({ lostTasks, doubledTasks }).toEqual({ lostTasks: 0, doubledTasks: 0 });
  return run;
}

describe("Given the throttles of an account that is new, and 60 ms a call", () => {
  it.each(patterns)("When pattern %i launches 100 tasks, then one call each launches them at once", async (pattern) => {
    const { launchedSeconds, callsPerTask } = await runOf(pattern, { tasks: 100 });
    expect(callsPerTask).toBe(1);
    expect(launchedSeconds).toBeLessThan(0.5);
  });

  const allowed = launchSeconds(1_000);

  it.each([
    { pattern: 1, callMilliseconds: 60, least: 0.99 },
    { pattern: 1, callMilliseconds: 500, least: 0.95 },
    // Step Functions does not pace its calls, and waits longer each time that it tries one again.
    { pattern: 2, callMilliseconds: 60, least: 0.35 },
  ] as const)(
    "When pattern $pattern launches 1,000 tasks with $callMilliseconds ms a call, then at $least of the quotas' rate",
    async ({ pattern, callMilliseconds, least }) => {
      const { launchedSeconds, callsPerTask } = await runOf(pattern, { tasks: 1_000, callMilliseconds });
      expect(allowed / launchedSeconds).toBeGreaterThanOrEqual(least);
      expect(callsPerTask).toBeLessThan(1.2);
    },
  );

  it.each([
    { pattern: 1, mostSeconds: 140 },
    { pattern: 2, mostSeconds: 200 },
  ] as const)(
    "When 2 % of calls find no capacity and 2 % of answers are lost, then pattern $pattern launches in $mostSeconds s",
    async ({ pattern, mostSeconds }) => {
      const { launchedSeconds, callsPerTask } = await runOf(pattern, { tasks: 1_000, faults: true });
      expect(launchedSeconds).toBeLessThan(mostSeconds);
      expect(callsPerTask).toBeLessThan(1.08);
    },
  );
});

describe("Given 600 tasks of a minute in an account that runs 24 at once", () => {
  const [tasks, atOnce] = [600, 24];
  const shortest = (tasks * taskSeconds) / atOnce;

  it.each(patterns)(
    "When pattern %i runs them, then in 1.1 of the shortest time, with 2 calls a task",
    async (pattern) => {
      const { seconds, callsPerTask } = await runOf(pattern, { tasks, vcpus: 6 });
      expect(seconds / shortest).toBeLessThanOrEqual(1.1);
      expect(callsPerTask).toBeLessThanOrEqual(2);
    },
  );
});
