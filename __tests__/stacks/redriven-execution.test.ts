import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";

const taskList = ["a", "b", "c", "d", "e"].map((taskName) => ({ taskName, objectKey: "in/file" }));
const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));

describe.each([1, 2] as const)(
  "Given an execution of pattern %i that is stopped while tasks run and others wait for room",
  (pattern) => {
    it.each([1, 30, 100, 200])(
      "When that is after %i s, and it is redriven, then its run is over: nothing more is started, no row changes, and it fails",
      async (seconds) => {
        const rows = new Map<string, SummaryRow | DetailRow>();
        const { end, before, after } = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
          const run = new SimulatedRun({
            pattern,
            deployment,
            maxTimeoutSeconds: 3_600,
            vcpus: 0.5,
            work: () => ({ moments: [{ afterSeconds: 90, status: "Completed" }], exitCode: 0 }),
            // Calls take their time, so that some are under way when it is stopped.
            faults: async (_, proceed) => sleep(0.4).then(proceed),
            onRow: (row) => rows.set("ecs_task_id" in row ? row.ecs_task_id : "summary", row),
          });
          const execution = run.start({ taskList });
          await sleep(seconds);
          execution.abort();
          await run.settle(execution);
          const seen = () => ({ rows: new Map(rows), starts: [...run.tasks.starts] });
          const before = seen();
          expect(execution.redrive()).toBe(true);
          const { end } = await execution.ended;
          return { end, before, after: seen() };
        });
        expect(after).toEqual(before);
        expect(after.rows.get("summary")).toMatchObject({ status: "Failed", number_of_tasks: 5, running_tasks: 0 });
        expect(end).toMatchObject({ status: "FAILED", error: "TasksFailed" });
      },
    );
  },
);
