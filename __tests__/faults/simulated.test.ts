import type { DescribeTasksResponse, Task } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { chained } from "../../tools/local/http/exchange";
import { SimulatedRun } from "../../tools/simulated/simulated-run";
import { inSimulatedTime, pause } from "../../tools/simulated/simulated-time";
import type { Life } from "../../tools/simulated/simulated-tasks";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { deployment } from "../support/deployment";
import { mishaps, refusal, refusing, unlucky } from "../support/mishaps";

const running = { afterSeconds: 2, status: "Running" } as const;

/** The lives that a task may have. */
const lives: Readonly<Record<string, Life>> = {
  completes: { moments: [running, { afterSeconds: 40, status: "Completed" }], exitCode: 0 },
  fails: { moments: [running, { afterSeconds: 20, status: "Failed" }], exitCode: 1 },
  diesAtOnce: { moments: [], exitCode: 137 },
  diesWhileItRuns: { moments: [running, { afterSeconds: 30 }], exitCode: 137 },
  neverEnds: { moments: [running], exitCode: 0, forever: true },
};

/** Where a list may be, in each pattern. */
const lists = { 1: ["input", "JSONL"], 2: ["input", "JSONL", "CSV"] } as const;

const chances = (pattern: 1 | 2) =>
  fc.record({
    list: fc.constantFrom(...lists[pattern]),
    entries: fc.array(fc.record({ life: fc.constantFrom(...Object.keys(lives)), refusal }), {
      minLength: 1,
      maxLength: 5,
    }),
    mishaps,
    vcpus: fc.constantFrom(0.25, 0.5, 6),
    timeoutSeconds: fc.constantFrom(60, 600, 3_600),
    /** Of each task. */
    taskTimeoutSeconds: fc.constantFrom(25, 86_400),
    maxConcurrency: fc.constantFrom(1, 2, 10_000),
    attempts: fc.integer({ min: 1, max: 4 }),
    retryOn: fc.constantFrom("any", "infrastructure"),
  });
type Chances = ReturnType<typeof chances> extends fc.Arbitrary<infer Value> ? Value : never;

const taskListOf = ({ entries }: Chances) =>
  entries.map((_, index) => ({ taskName: `${index}`, objectKey: "in/file" }));

/** The lists as they lie in S3. */
const objectsOf = (chance: Chances) => ({
  JSONL: taskListOf(chance)
    .map((entry) => JSON.stringify(entry))
    .join("\n"),
  CSV: ["taskName,objectKey", ...taskListOf(chance).map(({ taskName, objectKey }) => `${taskName},${objectKey}`)].join(
    "\n",
  ),
});

const specOf = (chance: Chances) => ({
  timeoutSeconds: chance.timeoutSeconds,
  taskDefaults: { timeoutSeconds: chance.taskTimeoutSeconds, attempts: chance.attempts, retryOn: chance.retryOn },
  maxConcurrency: chance.maxConcurrency,
  ...(chance.list === "input"
    ? { taskList: taskListOf(chance) }
    : { taskSource: { format: chance.list, key: chance.list } }),
});

/** Errors of functions that end before their work is done. */
const bySurprise = new Set(["ConnectionLost", "Runtime.ExitError"]);

/** Has ECS say of each process that was killed that Spot took its machine back. */
const killedBySpot: Intercept = async (_call, proceed) => {
  const answer = (await proceed()) as DescribeTasksResponse;
  const isKilled = (task: Task) => task.lastStatus === "STOPPED" && task.containers?.[0]?.exitCode === 137;
  return {
    ...answer,
    ...(answer.tasks && {
      tasks: answer.tasks.map((task) => (isKilled(task) ? { ...task, stopCode: "SpotInterruption" } : task)),
    }),
  };
};

/** Stops an execution, as somebody does in the console, and settles its run: Lambda invokes the monitor again when that fails. */
async function stop(run: SimulatedRun, execution: ReturnType<SimulatedRun["start"]>): Promise<void> {
  execution.abort();
  const settle = (): Promise<void> => run.settle(execution).catch(() => pause(60).then(settle));
  await settle();
}

/**
 * Runs a list to its end, or until it is stopped.
 *
 * @throws NothingHappens, TakesTooLong for a run that does not end
 */
async function runOf(pattern: 1 | 2, chance: Chances, stopAfterSeconds?: number) {
  const rows = new Map<string, SummaryRow | DetailRow>();
  const changedEnds: unknown[] = [];
  const refusals = refusing((index) => chance.entries[index]?.refusal);
  const run: SimulatedRun = new SimulatedRun({
    pattern,
    deployment,
    maxTimeoutSeconds: 3_600,
    vcpus: chance.vcpus,
    objects: objectsOf(chance),
    // Each attempt has the life of another entry.
    work: (taskName, attempt) => {
      const place = (Number.parseInt(taskName, 10) + attempt - 1) % chance.entries.length;
      return lives[chance.entries[place]?.life ?? ""] as Life;
    },
    ...refusals,
    intercept: chained([killedBySpot, refusals.intercept]),
    faults: unlucky(chance.mishaps, () => {
      run.redeploy();
    }),
    onRow: (row) => {
      const id = "ecs_task_id" in row ? row.ecs_task_id : "summary";
      const before = rows.get(id);
      const isOver = before && ("ecs_task_id" in before ? isTerminal(before.status) : before.status !== "Running");
      if (isOver && before.status !== row.status) changedEnds.push([before, row]);
      rows.set(id, row);
    },
  });
  const execution = run.start(specOf(chance));
  if (stopAfterSeconds !== undefined) await pause(stopAfterSeconds).then(() => stop(run, execution));
  let { end } = await execution.ended;
  // A monitor that was unlucky for six minutes fails the execution; its redrive is the operator's.
  while (end.status === "FAILED" && bySurprise.has(end.error) && execution.redrive()) ({ end } = await execution.ended);
  const all = [...rows.values()];
  return {
    end,
    changedEnds,
    tasks: run.tasks,
    summary: all.find((row) => !("ecs_task_id" in row)) as SummaryRow | undefined,
    details: all.filter((row) => "ecs_task_id" in row),
  };
}

/** The names of the entries in their rows. Of a list in S3 one that was never launched may have none. */
function expectNames(chance: Chances, last: readonly DetailRow[]): void {
  const names = last.map(({ task_name }) => task_name).toSorted();
  const wanted = chance.entries.map((_, index) => (chance.list === "input" ? `${index}` : `${index}:${index}`));
  if (chance.list === "input") expect(names).toEqual(wanted);
  else expect(wanted).toEqual(expect.arrayContaining(names));
  expect(new Set(names).size).toBe(names.length);
}

/** Each task of an entry but the last has failed, and is followed by the next. */
function expectAttempts({ attempts }: Chances, { tasks: { starts }, details }: Run): void {
  for (const name of new Set(details.map(({ task_name }) => task_name))) {
    const tasks = details
      .filter(({ task_name }) => task_name === name)
      .toSorted((left, right) => (left.attempt ?? 1) - (right.attempt ?? 1));
    expect(tasks.length).toBeLessThanOrEqual(attempts);
    expect(starts.filter((started) => started === name).length).toBeLessThanOrEqual(tasks.length);
    for (const [index, { ecs_task_id, status, followed_by, attempt = 1, next_attempt }] of tasks.entries()) {
      const next = tasks[index + 1];
      expect([attempt, followed_by, next_attempt]).toEqual([index + 1, next?.ecs_task_id, undefined]);
      if (next) expect([status, next.follows]).toEqual(["Failed", ecs_task_id]);
    }
  }
}

type Run = Awaited<ReturnType<typeof runOf>>;

/**
 * The run tells the truth about its tasks, each of which has one end.
 *
 * @param isCutShort where launching may not have come to the end of a list in S3: it is known up to the last entry that was launched
 * @returns the rows of the entries' last tasks
 */
function expectTruth(chance: Chances, run: Run, isCutShort = false): DetailRow[] {
  const { changedEnds, tasks, summary, details } = run;
  const length = isCutShort ? (summary?.number_of_tasks ?? 0) : chance.entries.length;
  expect(tasks.overlaps).toEqual([]);
  expect(tasks.mostAtOnce).toBeLessThanOrEqual(chance.maxConcurrency);
  expect(changedEnds).toEqual([]);
  expect(details.filter(({ status }) => !isTerminal(status))).toEqual([]);
  expectAttempts(chance, run);
  const last = details.filter(({ followed_by }) => followed_by === undefined);
  const count = (status: string) => last.filter((row) => row.status === status).length;
  const ends = [...(count("Completed") === length ? ["Completed"] : []), ...(isCutShort ? ["Failed"] : [])];
  expect(ends.length > 0 ? ends : ["Failed"]).toContain(summary?.status);
  expect(summary).toMatchObject({
    number_of_tasks: length,
    completed_tasks: count("Completed"),
    failed_tasks: count("Failed") + length - last.length,
    timed_out_tasks: count("TimedOut"),
    running_tasks: 0,
  });
  return last;
}

describe.each([1, 2] as const)("Given pattern %d, and any list, refusals, mishaps, quota and deploys", (pattern) => {
  it("When a run is over, then each entry had no more tasks than attempts, never two at a time, and has one end, no more ran at once than may, and the run tells the truth", async () => {
    await fc.assert(
      fc.asyncProperty(chances(pattern), async (chance) => {
        const limitSeconds = chance.timeoutSeconds + 3_600;
        const run = await inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, () => runOf(pattern, chance));
        const last = expectTruth(chance, run);
        expectNames(chance, last);
        const isCompleted = run.summary?.status === "Completed";
        expect(run.end).toMatchObject(
          isCompleted ? { status: "SUCCEEDED" } : { status: "FAILED", error: "TasksFailed" },
        );
      }),
      // The same chances each time; other seeds are for whoever looks for more.
      { numRuns: 200, seed: 1 },
    );
  }, 900_000);

  it("When an execution is stopped at any moment, then nothing of its run goes on, each task has one end, and the run tells the truth", async () => {
    await fc.assert(
      fc.asyncProperty(chances(pattern), fc.integer({ min: 0, max: 130 }), async (chance, stopAfterSeconds) => {
        const limitSeconds = chance.timeoutSeconds + 7_200;
        const run = await inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, async () => {
          const stopped = await runOf(pattern, chance, stopAfterSeconds);
          // A container that does not heed its stop has a minute.
          await pause(120);
          return stopped;
        });
        const { end, tasks, summary } = run;
        if (end.status !== "ABORTED") return;
        expect([...tasks.running.values()]).toEqual([]);
        if (summary === undefined) expect(tasks.starts).toEqual([]);
        else expectTruth(chance, run, pattern === 2 && chance.list !== "input");
      }),
      { numRuns: 60, seed: 1 },
    );
  }, 900_000);
});
