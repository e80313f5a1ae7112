import fc from "fast-check";
import { ConnectionLost } from "../../tools/local/endpoints/interception";
import { SimulatedRun } from "../../tools/simulated/simulated-run";
import { inSimulatedTime } from "../../tools/simulated/simulated-time";
import type { Life } from "../../tools/simulated/simulated-tasks";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { deployment } from "../support/deployment";

const running = { afterSeconds: 2, status: "Running" } as const;

/** The lives that a task may have. */
const lives: Readonly<Record<string, Life>> = {
  completes: { moments: [running, { afterSeconds: 40, status: "Completed" }], exitCode: 0 },
  fails: { moments: [running, { afterSeconds: 20, status: "Failed" }], exitCode: 1 },
  diesAtOnce: { moments: [], exitCode: 137 },
  diesWhileItRuns: { moments: [running, { afterSeconds: 30 }], exitCode: 137 },
  neverEnds: { moments: [running], exitCode: 0, forever: true },
};

/** A call that fails before it takes effect, or whose answer is lost, after so many that go well. */
const mishap = fc.record({ after: fc.integer({ min: 1, max: 6 }), isLost: fc.boolean() });

const chances = fc.record({
  lives: fc.array(fc.constantFrom(...Object.keys(lives)), { minLength: 1, maxLength: 5 }),
  mishaps: fc.array(mishap, { maxLength: 25 }),
  vcpus: fc.constantFrom(0.25, 0.5, 6),
  timeoutSeconds: fc.constantFrom(60, 600, 3_600),
  /** Of each task. */
  taskTimeoutSeconds: fc.constantFrom(25, 86_400),
  maxConcurrency: fc.constantFrom(1, 2, 10_000),
  /** An apply comes after so many calls of a function. */
  redeployAfter: fc.integer({ min: 1, max: 8 }),
});
type Chances = typeof chances extends fc.Arbitrary<infer Value> ? Value : never;

/** Runs a list to its end. @throws NothingHappens, TakesTooLong for a run that does not end */
async function runOf(pattern: 1 | 2, chance: Chances) {
  const rows = new Map<string, SummaryRow | DetailRow>();
  const changedEnds: unknown[] = [];
  const mishaps = [...chance.mishaps];
  let [calls, invocations] = [0, 0];
  const run: SimulatedRun = new SimulatedRun({
    pattern,
    deployment: { ...deployment, taskDefinition: "kit:1" },
    maxTimeoutSeconds: 3_600,
    vcpus: chance.vcpus,
    work: (taskName) => lives[chance.lives[Number(taskName)] ?? ""] as Life,
    faults: async ({ service }, proceed) => {
      calls += 1;
      if (service === "lambda" && (invocations += 1) === chance.redeployAfter) run.redeploy();
      const [next] = mishaps;
      if (!next || calls <= next.after) return proceed();
      calls = 0;
      mishaps.shift();
      if (next.isLost) await proceed();
      throw new ConnectionLost();
    },
    onRow: (row) => {
      const id = "ecs_task_id" in row ? row.ecs_task_id : "summary";
      const before = rows.get(id);
      const isOver = before && ("ecs_task_id" in before ? isTerminal(before.status) : before.status !== "Running");
      if (isOver && before.status !== row.status) changedEnds.push([before, row]);
      rows.set(id, row);
    },
  });
  const taskList = chance.lives.map((_, index) => ({ taskName: String(index), objectKey: "in/file" }));
  const { timeoutSeconds, taskTimeoutSeconds, maxConcurrency } = chance;
  const taskDefaults = { timeoutSeconds: taskTimeoutSeconds };
  const { end } = await run.start({ taskList, taskDefaults, timeoutSeconds, maxConcurrency }).ended;
  const all = [...rows.values()];
  return {
    end,
    changedEnds,
    tasks: run.tasks,
    summary: all.find((row) => !("ecs_task_id" in row)) as SummaryRow | undefined,
    details: all.filter((row) => "ecs_task_id" in row),
  };
}

describe.each([1, 2] as const)("Given pattern %d, and any list, quota, mishaps and deploys", (pattern) => {
  it("When a run is over, then each entry started at most once and has one end, no more ran at once than may, and the run tells the truth", async () => {
    await fc.assert(
      fc.asyncProperty(chances, async (chance) => {
        const limitSeconds = chance.timeoutSeconds + 3_600;
        const run = await inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, () => runOf(pattern, chance));
        const { end, changedEnds, tasks, summary, details } = run;
        expect(new Set(tasks.starts).size).toBe(tasks.starts.length);
        expect(tasks.mostAtOnce).toBeLessThanOrEqual(chance.maxConcurrency);
        expect(changedEnds).toEqual([]);
        expect(details.map(({ task_name }) => task_name).toSorted()).toEqual(
          chance.lives.map((_, index) => `${index}`),
        );
        const count = (status: string) => details.filter((row) => row.status === status).length;
        const isCompleted = count("Completed") === chance.lives.length;
        expect(summary).toMatchObject({
          status: isCompleted ? "Completed" : "Failed",
          number_of_tasks: chance.lives.length,
          completed_tasks: count("Completed"),
          failed_tasks: count("Failed"),
          timed_out_tasks: count("TimedOut"),
          running_tasks: 0,
        });
        expect(end).toMatchObject(isCompleted ? { status: "SUCCEEDED" } : { status: "FAILED", error: "TasksFailed" });
      }),
      { numRuns: 300 },
    );
  }, 900_000);
});
