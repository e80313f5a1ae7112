import { chained } from "../../tools/local/http/exchange";
import { SimulatedRun } from "./simulated/simulated-run";
import { inSimulatedTime, pause } from "./simulated/simulated-time";
import type { Life } from "./simulated/simulated-tasks";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { rememberedSeconds } from "../../workflow/client-token";
import { isTerminal } from "../../workflow/status";
import { deploymentOf, itemsOfRun, jobOf, lives, silent, specOf, type Chances } from "./chances";
import { changing } from "./changing-lists";
import { monitorFailing, refusing, unlucky } from "./mishaps";
import { objectsOf } from "./written-lists";
import { killedBySpot, lagging, lockedAfter, notStopping, slowly, taking } from "./unkind-ecs";

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

/** An execution at its end: one that fails since the monitor was unlucky for six minutes is redriven by the operator. */
async function overAfterRedrives(execution: ReturnType<SimulatedRun["start"]>, redriveAfterSeconds: number) {
  for (let isRedriven = false; ; isRedriven = true) {
    const { end } = await execution.ended;
    if (end.status !== "FAILED" || !bySurprise.has(end.error)) return { end, isRedriven };
    await pause(redriveAfterSeconds);
    if (!execution.redrive()) return { end, isRedriven };
  }
}

/** Runs a list to its end, or until it is stopped. */
async function runOf(pattern: 1 | 2, chance: Chances, stops: readonly Stopping[] = []) {
  const rows = new Map<string, SummaryRow | DetailRow>();
  const changedEnds: unknown[] = [];
  let clocks = 0;
  const items = itemsOfRun(chance);
  const placeOf = (taskName: string) => items.findIndex(({ rowName }) => rowName === taskName);
  const refusals = refusing((taskName) => chance.entries[placeOf(taskName)]?.refusal);
  const run: SimulatedRun = new SimulatedRun({
    pattern,
    deployment: deploymentOf(chance),
    job: jobOf(chance),
    retentionDays: chance.retentionDays,
    clockError: () => chance.clockErrors[(clocks += 1) % chance.clockErrors.length] ?? 0,
    maxTimeoutSeconds: Math.max(3_600, chance.timeoutSeconds),
    vcpus: chance.vcpus,
    objects: changing((some) => objectsOf(chance, some, chance.taskTimeoutSeconds), items, chance.listChange),
    // Each attempt has the life of another entry.
    work: (taskName, attempt) => {
      const place = (Math.max(placeOf(taskName), 0) + attempt - 1) % chance.entries.length;
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
      monitorFailing(chance.monitorFailsFromSeconds),
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
  const over = (one: ReturnType<SimulatedRun["start"]>) => overAfterRedrives(one, chance.redriveAfterSeconds);
  const execution = run.start(specOf(chance));
  const again =
    chance.againAfterSeconds === undefined
      ? undefined
      : pause(chance.againAfterSeconds).then(() => over(run.start(specOf(chance), "again")));
  await stopped(run, execution, stops);
  const { end, isRedriven } = await over(execution);
  const other = await again;
  const awaySeconds = [
    ...(isRedriven || other?.isRedriven === true ? [chance.redriveAfterSeconds] : []),
    ...stops.map(({ settleAfterSeconds }) => Math.min(...settleAfterSeconds)),
  ];
  // Whatever goes on after the end comes to light: a container that does not heed its stop has a minute.
  await pause(180);
  const all = [...rows.values()];
  return {
    pattern,
    end,
    executionArn: execution.executionArn,
    other,
    /** True where nobody looked after the run for so long that ECS forgot what had stopped before. */
    isNeglected: Math.max(0, ...awaySeconds) >= rememberedSeconds,
    changedEnds,
    tasks: run.tasks,
    started: run.ecs.tasks(),
    summary: all.find((row) => !("ecs_task_id" in row)) as SummaryRow | undefined,
    details: all.filter((row) => "ecs_task_id" in row),
  };
}

/** A run that is over. */
export type Run = Awaited<ReturnType<typeof runOf>>;

/** Does work in which all that is left to chance follows from a number. */
async function withSeed<Result>(seed: number, work: () => Promise<Result>): Promise<Result> {
  const { random } = Math;
  let state = seed;
  // Press et al., Numerical Recipes, "Quick and dirty generators".
  Math.random = () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  try {
    return await work();
  } finally {
    Math.random = random;
  }
}

/**
 * Runs a list in simulated time to its end, or until it is stopped.
 *
 * @throws NothingHappens, TakesTooLong for a run that does not end, however often it is redriven
 */
export function inTime(pattern: 1 | 2, chance: Chances, stops: readonly Stopping[] = []) {
  const limitSeconds = chance.timeoutSeconds + 20_000 + 3 * chance.redriveAfterSeconds;
  return inSimulatedTime("2026-11-24T22:48:54.000Z", limitSeconds, () =>
    withSeed(chance.seed, () => runOf(pattern, chance, stops)),
  );
}
