import { ConnectionLost } from "../../tools/local/http/exchange";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";

const taskList = ["a", "b", "c", "d", "e"].map((taskName) => ({ taskName, objectKey: "in/file" }));
const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));

describe.each([1, 2] as const)(
  "Given an execution of pattern %i that is stopped while tasks run and others wait for room",
  (pattern) => {
    it.each([
      [1, 0],
      [30, 0],
      [100, 0],
      [200, 0],
      // So long that entries that waited for room ask for it again.
      [1, 150],
      [100, 150],
    ])(
      "When that is after %i s, and it is redriven while the monitor cannot be called for %i s, then its run is over: nothing more is started, no row changes, and it fails",
      async (seconds, failingSeconds) => {
        let failingUntil = 0;
        const rows = new Map<string, SummaryRow | DetailRow>();
        const { end, before, after } = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
          const run = new SimulatedRun({
            pattern,
            deployment,
            maxTimeoutSeconds: 3_600,
            vcpus: 0.5,
            work: () => ({ moments: [{ afterSeconds: 90, status: "Completed" }], exitCode: 0 }),
            // Calls take their time, so that some are under way when it is stopped.
            faults: async ({ operation }, proceed) => {
              await sleep(0.4);
              if (operation === "monitor" && Date.now() < failingUntil) throw new ConnectionLost();
              return proceed();
            },
            onRow: (row) => rows.set("ecs_task_id" in row ? row.ecs_task_id : "summary", row),
          });
          const execution = run.start({ taskList });
          await sleep(seconds);
          execution.abort();
          await run.settle(execution);
          const seen = () => ({ rows: new Map(rows), starts: [...run.tasks.starts] });
          const before = seen();
          failingUntil = Date.now() + failingSeconds * 1_000;
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

describe("Given an execution of pattern 2 that is stopped while entries that are no tasks get their rows", () => {
  const lists = {
    "folders of a prefix": {
      objects: Object.fromEntries(taskList.map(({ taskName }) => [`in/${taskName}/`, ""])),
      taskSource: { format: "PREFIX", prefix: "in/" },
    },
    "entries with faults": {
      objects: { list: taskList.map(({ taskName }) => JSON.stringify({ taskName })).join("\n") },
      taskSource: { format: "JSONL", key: "list" },
    },
  } as const;
  const seconds = [4, 6, 8, 10, 12, 14, 16];
  it.each(
    (Object.keys(lists) as (keyof typeof lists)[]).flatMap((what) =>
      [true, false].flatMap((areWritten) => seconds.map((second) => [what, second, areWritten] as const)),
    ),
  )(
    "When they are %s, and it is redriven after %i s, rows having been written: %s, then no further one is",
    async (what, second, areWritten) => {
      const { objects, taskSource } = lists[what];
      const rows = new Map<string, SummaryRow | DetailRow>();
      let isThrottled = !areWritten;
      const { before, after } = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
        const run = new SimulatedRun({
          pattern: 2,
          deployment,
          maxTimeoutSeconds: 3_600,
          objects,
          work: () => ({ moments: [], exitCode: 0 }),
          faults: async ({ service, operation }, proceed) => {
            await sleep(service === "dynamodb" ? 3 : 0);
            if (isThrottled && operation === "UpdateItemCommand") throw new ConnectionLost();
            return proceed();
          },
          onRow: (row) => rows.set("ecs_task_id" in row ? row.ecs_task_id : "summary", row),
        });
        const toleratedLaunchFailurePercentage = 100;
        const spec = { taskSource, targetFolder: "out", launchConcurrency: 1, toleratedLaunchFailurePercentage };
        const execution = run.start(spec);
        await sleep(second);
        execution.abort();
        isThrottled = false;
        await run.settle(execution);
        const before = new Map(rows);
        execution.redrive();
        await execution.ended;
        return { before, after: rows };
      });
      expect(after).toEqual(before);
      expect(after.get("summary")).toMatchObject({ status: "Failed", number_of_tasks: after.size - 1 });
    },
  );
});

describe("Given an execution of pattern 2 that is stopped while the row of its run is written", () => {
  it("When it is redriven, and the write takes effect after its end, then the run keeps its end", async () => {
    const statuses: string[] = [];
    let isLate = true;
    const end = await inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
      const run = new SimulatedRun({
        pattern: 2,
        deployment,
        maxTimeoutSeconds: 3_600,
        work: () => ({ moments: [{ afterSeconds: 1, status: "Completed" }], exitCode: 0 }),
        faults: async ({ operation }, proceed) => {
          if (operation !== "PutItemCommand" || !isLate) return proceed();
          isLate = false;
          await sleep(50);
          return proceed();
        },
        onRow: (row) => {
          if (!("ecs_task_id" in row)) statuses.push(row.status);
        },
      });
      const execution = run.start({ taskList });
      await sleep(1);
      execution.abort();
      await sleep(1);
      expect(execution.redrive()).toBe(true);
      const { end } = await execution.ended;
      await sleep(60);
      return end;
    });
    expect([isLate, end.status, statuses.at(-1)]).toEqual([false, "SUCCEEDED", "Completed"]);
  });
});
