import fc from "../seeded";
import { toRow, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { Tally } from "../../../handlers/task-monitor/tally";
import { isTerminal, type TaskStatus } from "../../../workflow/status";
import { MemoryDynamodb } from "../simulated/memory-dynamodb";
import { lives, ModelRun, nameOf, type Chances, type Life } from "./model-run";

const chances: fc.Arbitrary<Chances> = fc.record({
  lives: fc.array(fc.constantFrom(...(Object.keys(lives) as Life[])), { minLength: 1, maxLength: 4 }),
  luck: fc.array(fc.constantFrom("works", "works", "works", "fails", "loses its answer"), { maxLength: 60 }),
  lies: fc.array(fc.constantFrom("none", "stale", "missing"), { maxLength: 8 }),
  twoLaunchers: fc.boolean(),
  twoMonitors: fc.boolean(),
  lostPolls: fc.nat({ max: 3 }),
  timeoutSeconds: fc.constantFrom(5, 60, 900, 3_600),
  quota: fc.constantFrom(1, 2, 100),
  redeploys: fc.boolean(),
});

/** The statuses that a row had, one after the other. */
type Trace = readonly TaskStatus[];

/** What a life can come to, whatever else happens. Only one that completes may also be overtaken by the deadline. */
const possibleEnds: Readonly<Record<Life, readonly TaskStatus[]>> = {
  completes: ["Completed", "Failed", "TimedOut"],
  fails: ["Failed", "TimedOut"],
  diesAtOnce: ["Failed", "TimedOut"],
  diesWhileRunning: ["Failed", "TimedOut"],
  isForgotten: ["Failed", "TimedOut"],
  hangs: ["Failed", "TimedOut"],
};

/** Where a run's rows are, and what was seen of them. */
export interface Ledger {
  /** Executes a DynamoDB command, given its name and input. */
  readonly execute: (name: string, input: never) => Promise<object> | object;
  /** All rows of both tables. */
  readonly rows: () => Promise<readonly (SummaryRow | DetailRow)[]>;
  readonly traces: () => readonly Trace[];
}

/** Rows in memory. */
export function memoryLedger(): Ledger {
  const rows = new Map<string, SummaryRow | DetailRow>();
  const traces = new Map<string, Trace>();
  const dynamodb = new MemoryDynamodb((item) => {
    const row = toRow<SummaryRow | DetailRow>(item);
    const id = "ecs_task_id" in row ? row.ecs_task_id : "summary";
    rows.set(id, row);
    traces.set(id, [...(traces.get(id) ?? []), row.status]);
  });
  return {
    execute: (name, input) => dynamodb.execute(name, input),
    rows: () => Promise.resolve([...rows.values()]),
    traces: () => [...traces.values()],
  };
}

/** Whatever the order of events, whatever goes wrong: no entry is lost, none counts twice, no end changes. */
export const promiseProperty = (newLedger: () => Promise<Ledger> | Ledger = memoryLedger) =>
  fc.asyncProperty(fc.scheduler(), chances, async (scheduler, chance) => {
    const ledger = await newLedger();
    const model = new ModelRun(scheduler, chance, ledger.execute);
    const answer = await scheduler.waitFor(model.toItsEnd());
    expectKept(chance, model, answer, await ledger.rows());
    for (const trace of ledger.traces()) expectPrecedence(trace);
  });

function expectKept(
  { lives: wanted }: Chances,
  { ecs }: ModelRun,
  answer: Awaited<ReturnType<ModelRun["toItsEnd"]>>,
  rows: readonly (SummaryRow | DetailRow)[],
): void {
  const summaries = rows.filter((row) => !("ecs_task_id" in row));
  const details = rows.filter((row) => "ecs_task_id" in row);
  const tally = new Tally({ number_of_tasks: wanted.length });
  tally.add(details);
  // None is lost, none is twice.
  expect(new Set(details.map(({ task_name }) => task_name))).toEqual(new Set(wanted.map((_, index) => nameOf(index))));
  expect(details).toHaveLength(wanted.length);
  expect(ecs.tasks.length).toBeLessThanOrEqual(wanted.length);
  // Each has an end that is possible.
  for (const [index, life] of wanted.entries()) expect(possibleEnds[life]).toContain(tally.stateOf(nameOf(index)));
  // All say the same, and the counts add up.
  const counts = tally.counts("open", 0);
  const { completed_tasks: completed, failed_tasks: failed, timed_out_tasks: timedOut } = counts;
  const status = completed === wanted.length ? "Completed" : "Failed";
  expect(completed + failed + timedOut).toBe(wanted.length);
  expect(summaries).toMatchObject([
    {
      status,
      number_of_tasks: wanted.length,
      ...counts,
    },
  ]);
  expect(answer).toMatchObject({
    status,
    completedTasks: completed,
    failedTasks: failed,
    timedOutTasks: timedOut,
    runningTasks: 0,
  });
}

function expectPrecedence(trace: Trace): void {
  // A row that is written again with the status it has was annotated.
  const changes = trace.slice(1).map((to, index) => ({ from: trace[index] ?? to, to }));
  for (const { from, to } of changes)
    if (from !== to) expect({ to, mayReplace: !isTerminal(from) }).toEqual({ to, mayReplace: true });
}
