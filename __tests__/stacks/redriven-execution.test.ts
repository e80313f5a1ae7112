import { SimulatedRun } from "../../tools/simulated/simulated-run";
import { inSimulatedTime } from "../../tools/simulated/simulated-time";
import { deployment } from "../support/deployment";

const names = ["a", "b", "c", "d", "e"];
const taskList = names.map((taskName) => ({ taskName, objectKey: "in/file" }));
const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));

describe.each([1, 2] as const)(
  "Given an execution of pattern %i that is stopped while tasks run and others wait for room",
  (pattern) => {
    it.each([1, 30, 100, 200])(
      "When that is after %i s, and it is redriven, then each entry is started once",
      async (seconds) => {
        const completed = new Set<string>();
        const { end, starts } = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
          const run = new SimulatedRun({
            pattern,
            deployment,
            maxTimeoutSeconds: 3_600,
            vcpus: 0.5,
            work: () => ({ moments: [{ afterSeconds: 90, status: "Completed" }], exitCode: 0 }),
            // Calls take their time, so that some are under way when it is stopped.
            faults: async (_, proceed) => sleep(0.4).then(proceed),
            onRow: (row) => {
              if ("task_name" in row && row.status === "Completed") completed.add(row.task_name);
            },
          });
          const execution = run.start({ taskList });
          await sleep(seconds);
          execution.abort();
          await execution.ended;
          await sleep(20);
          expect(execution.redrive()).toBe(true);
          await execution.ended;
          return { end: execution.end, starts: run.tasks.starts };
        });
        expect([end?.status, [...completed].toSorted(), starts.toSorted()]).toEqual(["SUCCEEDED", names, names]);
      },
    );
  },
);
