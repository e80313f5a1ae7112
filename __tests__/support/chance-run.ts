import fc from "./seeded";
import { chained } from "../../tools/local/http/exchange";
import { SimulatedRun } from "./simulated/simulated-run";
import { inSimulatedTime, pause } from "./simulated/simulated-time";
import type { Life } from "./simulated/simulated-tasks";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { containerNames, jobKinds, overrides } from "../../workflow/job";
import { isTerminal } from "../../workflow/status";
import { changing, listChange } from "./changing-lists";
import { deployment } from "./deployment";
import { mishaps, refusal, refusing, unlucky } from "./mishaps";
import { killedBySpot, lagging, lockedAfter, notStopping, slowly, taking } from "./unkind-ecs";

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

/** Everything that is left to chance in a run. */
export const chances = (pattern: 1 | 2) =>
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
    lagSeconds: fc.constantFrom(0, 10, 30),
    /** Time for which ECS accepts no stop. */
    noStopSeconds: fc.constantFrom(0, 0, 20, 60),
    /** Time after which ECS refuses for good whatever it is asked to start. */
    lockedAfterSeconds: fc.constantFrom(Infinity, Infinity, 20, 60, 150),
    /** True where it still tells of what it has started under a token. */
    tellsOfTokens: fc.boolean(),
    /** Time that a call of RunTask takes before its task starts. */
    runTaskSeconds: fc.constantFrom(0, 4, 20),
    /** Times that calls of services take, one after the other. */
    callSeconds: fc.oneof(
      fc.constant([0]),
      fc.array(fc.constantFrom(0, 0, 0.2, 1, 6), { minLength: 1, maxLength: 12 }),
    ),
    listChange,
    /** Time that a launcher takes to read a list. */
    listSeconds: fc.constantFrom(0, 2, 20, 40),
    /** Seconds by which the clocks of functions and tasks are ahead, one after the other. */
    clockErrors: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 5 }),
    /** Time after which an execution that failed is redriven. */
    redriveAfterSeconds: fc.constantFrom(0, 100, 5_000, 100_000),
    /** Time after which somebody starts another execution with the same run id. */
    againAfterSeconds: fc.constantFrom(undefined, 0, 30, 5_000),
  });
/** The chances of one run. */
export type Chances = ReturnType<typeof chances> extends fc.Arbitrary<infer Value> ? Value : never;

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

/** A stop of an execution, as somebody does in the console, and its redrive. */
interface Stopping {
  readonly afterSeconds: number;
  readonly status: "ABORTED" | "TIMED_OUT";
  /** The times after which EventBridge tells of it: soon, late, and more than once ("at least once", EventBridge user guide). */
  readonly settleAfterSeconds: readonly number[];
  readonly redriveAfterSeconds?: number | undefined;
}

/** Settles the run of an execution that was stopped: Lambda invokes the monitor again when that fails. */
async function settled(
  run: SimulatedRun,
  { executionArn, startedAt, input }: ReturnType<SimulatedRun["start"]>,
  status: Stopping["status"],
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
  for (const { afterSeconds, status, settleAfterSeconds, redriveAfterSeconds } of stops) {
    await pause(afterSeconds);
    execution.abort();
    if (execution.status === "ABORTED")
      settling.push(...settleAfterSeconds.map((seconds) => settled(run, execution, status, seconds)));
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
    objects: changing(objectsOf(chance), chance.listChange),
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
      notStopping(chance.noStopSeconds),
      refusals.intercept,
      lockedAfter(chance.lockedAfterSeconds, chance.tellsOfTokens),
    ]),
    faults: chained([
      unlucky(chance.mishaps, () => {
        run.redeploy();
      }),
      taking(chance.callSeconds, chance.listSeconds),
    ]),
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

/** A run that is over. */
export type Run = Awaited<ReturnType<typeof runOf>>;

/**
 * Runs a list in simulated time to its end, or until it is stopped.
 *
 * @throws NothingHappens, TakesTooLong for a run that does not end, however often it is redriven
 */
export function inTime(pattern: 1 | 2, chance: Chances, stops: readonly Stopping[] = []) {
  const limitSeconds = chance.timeoutSeconds + 20_000 + 3 * chance.redriveAfterSeconds;
  return inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, () => runOf(pattern, chance, stops));
}
