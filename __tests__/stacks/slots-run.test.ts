import { notStopping } from "../support/unkind-ecs";
import { deployment, taskList } from "../support/simulated/deployment";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";

describe.each([1, 2] as const)(
  "Given a run of pattern %i whose tasks never end, and of which one may run at once",
  (pattern) => {
    it.each([
      ["are stopped at once, and take their minute to end", 0],
      ["are stopped late, since ECS accepts no stop for a while", 100],
    ])("When they outrun their own time and %s, then never two of them run at once", async (_, seconds) => {
      const { mostAtOnce, starts } = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
        const run = new SimulatedRun({
          pattern,
          deployment,
          maxTimeoutSeconds: 3_600,
          work: () => ({ moments: [{ afterSeconds: 1, status: "Running" }], exitCode: 0, forever: true }),
          intercept: notStopping(seconds),
        });
        const spec = { taskList: taskList(3), taskDefaults: { timeoutSeconds: 30 }, maxConcurrency: 1 };
        await run.start(spec).ended;
        return run.tasks;
      });
      expect([mostAtOnce, starts]).toEqual([1, taskList(3).map(({ taskName }) => taskName)]);
    });
  },
);
