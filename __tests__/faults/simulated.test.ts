import type { DescribeTasksResponse, ListTasksResponse, StopTaskRequest, Task } from "@aws-sdk/client-ecs";
import fc from "fast-check";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { EcsError } from "../../tools/local/endpoints/ecs/ecs-error";
import { chained } from "../../tools/local/http/exchange";
import { SimulatedRun } from "../../tools/simulated/simulated-run";
import { inSimulatedTime, pause } from "../../tools/simulated/simulated-time";
import type { Life } from "../../tools/simulated/simulated-tasks";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { containerNames, jobKinds, overrides } from "../../workflow/job";
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

/** The same life of a container that need not know the kit: it writes no rows. */
const silent = (life: Life): Life => ({
  ...life,
  moments: life.moments.map(({ afterSeconds }) => ({ afterSeconds })),
});

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
    kind: fc.constantFrom(...jobKinds),
    /** Time for which ECS tells of no task that it has started: seconds. */
    lagSeconds: fc.constantFrom(0, 10),
    /** Time that a call of RunTask takes before its task starts. */
    runTaskSeconds: fc.constantFrom(0, 4),
    /** Seconds by which the clocks of functions and tasks are ahead, one after the other. */
    clockErrors: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 5 }),
    /** Time after which an execution that failed is redriven. */
    redriveAfterSeconds: fc.constantFrom(0, 100, 5_000, 100_000),
    /** Time after which somebody starts another execution with the same run id. */
    againAfterSeconds: fc.constantFrom(undefined, 0, 30, 5_000),
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
  ...(chance.againAfterSeconds !== undefined && { workflowRunId: "7" }),
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

/** Has each call of RunTask take its time. */
const slowly =
  (seconds: number): Intercept =>
  async ({ operation }, proceed) => {
    if (operation === "RunTask" && seconds > 0) await pause(seconds);
    return proceed();
  };

/** Has ECS, which is eventually consistent, tell of no task that is younger than so many seconds. */
const lagging =
  (seconds: number, tasks: () => readonly Task[]): Intercept =>
  async ({ operation, input }, proceed) => {
    const young = new Set(
      tasks()
        .filter(({ createdAt }) => Date.now() - Number(createdAt) < seconds * 1_000)
        .map(({ taskArn }) => taskArn),
    );
    if (operation === "StopTask" && young.has((input as StopTaskRequest).task))
      throw new EcsError("InvalidParameterException", "The referenced task was not found.");
    const answer: ListTasksResponse & DescribeTasksResponse = await proceed();
    const { taskArns, tasks: told } = answer;
    const unknown = (told ?? []).filter(({ taskArn }) => young.has(taskArn));
    return {
      ...answer,
      ...(operation === "ListTasks" && { taskArns: taskArns?.filter((arn) => !young.has(arn)) }),
      ...(operation === "DescribeTasks" && {
        tasks: told?.filter(({ taskArn }) => !young.has(taskArn)),
        failures: [...(answer.failures ?? []), ...unknown.map(({ taskArn: arn }) => ({ arn, reason: "MISSING" }))],
      }),
    };
  };

/** A stop of an execution, as somebody does in the console, and its redrive. */
interface Stopping {
  readonly afterSeconds: number;
  readonly settleAfterSeconds: number;
  readonly redriveAfterSeconds?: number | undefined;
}

/** Settles the run of an execution that was stopped: Lambda invokes the monitor again when that fails. */
async function settled(
  run: SimulatedRun,
  { executionArn, status, startedAt, input }: ReturnType<SimulatedRun["start"]>,
  afterSeconds: number,
): Promise<void> {
  const event = { executionArn, status, startedAt, input };
  const settle = (): Promise<void> => run.settle(event).catch(() => pause(60).then(settle));
  await pause(afterSeconds);
  await settle();
}

async function stopped(
  run: SimulatedRun,
  execution: ReturnType<SimulatedRun["start"]>,
  stops: readonly Stopping[],
): Promise<void> {
  const settling: Promise<void>[] = [];
  for (const { afterSeconds, settleAfterSeconds, redriveAfterSeconds } of stops) {
    await pause(afterSeconds);
    execution.abort();
    if (execution.status === "ABORTED") settling.push(settled(run, execution, settleAfterSeconds));
    if (redriveAfterSeconds === undefined) break;
    await pause(redriveAfterSeconds);
    execution.redrive();
  }
  await Promise.all(settling);
}

/** Runs a list to its end, or until it is stopped. */
async function runOf(pattern: 1 | 2, chance: Chances, stops: readonly Stopping[] = []) {
  const rows = new Map<string, SummaryRow | DetailRow>();
  const changedEnds: unknown[] = [];
  let clocks = 0;
  const refusals = refusing((index) => chance.entries[index]?.refusal);
  const run: SimulatedRun = new SimulatedRun({
    pattern,
    deployment: { ...deployment, containerName: containerNames[chance.kind] },
    ...(chance.kind === "container" && { job: { kind: chance.kind, allowedOverrides: [...overrides] } }),
    clockError: () => chance.clockErrors[(clocks += 1) % chance.clockErrors.length] ?? 0,
    maxTimeoutSeconds: 3_600,
    vcpus: chance.vcpus,
    objects: objectsOf(chance),
    // Each attempt has the life of another entry.
    work: (taskName, attempt) => {
      const place = (Number.parseInt(taskName, 10) + attempt - 1) % chance.entries.length;
      const life = lives[chance.entries[place]?.life ?? ""] as Life;
      return chance.kind === "copy" ? life : silent(life);
    },
    ...refusals,
    intercept: chained([
      slowly(chance.runTaskSeconds),
      lagging(chance.lagSeconds, () => run.ecs.tasks()),
      killedBySpot,
      refusals.intercept,
    ]),
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
  const again =
    chance.againAfterSeconds === undefined
      ? undefined
      : pause(chance.againAfterSeconds).then(() => run.start(specOf(chance), "again").ended);
  await stopped(run, execution, stops);
  let { end } = await execution.ended;
  // A monitor that was unlucky for six minutes fails the execution; its redrive is the operator's.
  while (end.status === "FAILED" && bySurprise.has(end.error)) {
    await pause(chance.redriveAfterSeconds);
    if (!execution.redrive()) break;
    ({ end } = await execution.ended);
  }
  const other = await again;
  // Whatever goes on after the end comes to light: a container that does not heed its stop has a minute.
  await pause(180);
  const all = [...rows.values()];
  return {
    end,
    executionArn: execution.executionArn,
    other,
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
  expect([...tasks.running.values()]).toEqual([]);
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

/** @throws NothingHappens, TakesTooLong for a run that does not end, however often it is redriven */
function inTime(pattern: 1 | 2, chance: Chances, stops: readonly Stopping[] = []) {
  const limitSeconds = chance.timeoutSeconds + 20_000 + 3 * chance.redriveAfterSeconds;
  return inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, () => runOf(pattern, chance, stops));
}

// The same chances each time; other seeds are for whoever looks for more.
const seed = 1;

describe.each([1, 2] as const)("Given pattern %d, and any list, refusals, mishaps, quota and deploys", (pattern) => {
  it("When a run is over, then each entry had no more tasks than attempts, never two at a time, and has one end, no more ran at once than may, and the run tells the truth", async () => {
    await fc.assert(
      fc.asyncProperty(chances(pattern), async (chance) => {
        const run = await inTime(pattern, chance);
        const last = expectTruth(chance, run);
        expectNames(chance, last);
        const ends = [run.end, ...(run.other ? [run.other.end] : [])];
        // Which of two executions the run belongs to is left to chance.
        const [own, other] = run.summary?.execution_arn === run.executionArn ? ends : ends.toReversed();
        const isCompleted = run.summary?.status === "Completed";
        expect(own).toMatchObject(isCompleted ? { status: "SUCCEEDED" } : { status: "FAILED", error: "TasksFailed" });
        if (other) expect(other).toMatchObject({ status: "FAILED", error: "RunIdAlreadyUsed" });
      }),
      { numRuns: 150, seed },
    );
  }, 900_000);

  it("When an execution is stopped at any moment, and redriven or not, then nothing of its run goes on, each task has one end, and run and execution tell the truth", async () => {
    const stops = fc.array(
      fc.record({
        afterSeconds: fc.integer({ min: 0, max: 130 }),
        settleAfterSeconds: fc.constantFrom(0, 2, 30),
        redriveAfterSeconds: fc.option(fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constant(5_000)), {
          nil: undefined,
        }),
      }),
      { minLength: 1, maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(chances(pattern), stops, async (chance, given) => {
        const run = await inTime(pattern, { ...chance, againAfterSeconds: undefined }, given);
        const { end, tasks, summary } = run;
        if (summary === undefined) {
          expect(tasks.starts).toEqual([]);
          return;
        }
        expectTruth(chance, run, pattern === 2 && chance.list !== "input");
        const wanted = summary.status === "Completed" ? "SUCCEEDED" : "FAILED";
        expect(["ABORTED", wanted]).toContain(end.status);
        if (end.status === "FAILED") expect(end.error).toMatch(/^(TasksFailed|LaunchFailed|RunIdAlreadyUsed)$/);
      }),
      { numRuns: 120, seed },
    );
  }, 900_000);
});
