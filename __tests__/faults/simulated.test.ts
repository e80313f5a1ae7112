import fc from "../support/seeded";
import type { DetailRow } from "../../workflow/audit-rows";
import { stopGraceSeconds } from "../../workflow/deadline";
import { isTerminal } from "../../workflow/status";
import { chances, itemsOfRun, type Chances } from "../support/chances";
import { inTime, type Run } from "../support/chance-run";
import { isUnreadable } from "../support/drawn-lists";
import { toldTo } from "../support/ecs-answers";

/** The names of the entries in their rows, and what their tasks are told. Of a list in S3 an entry that was never launched may have no row. */
function expectNames(chance: Chances, { started }: Run, last: readonly DetailRow[]): void {
  const items = itemsOfRun(chance);
  const names = last.map(({ task_name }) => task_name).toSorted();
  const wanted = items.map(({ rowName }) => rowName).toSorted();
  if (chance.list === "input") expect(names).toEqual(wanted);
  else expect(wanted).toEqual(expect.arrayContaining(names));
  expect(new Set(names).size).toBe(names.length);
  const byName = new Map(items.map((item) => [item.rowName, item]));
  for (const { overrides } of started) {
    const { entry, fault, isFolder } = byName.get(toldTo(overrides, "task_name")) ?? {};
    expect([fault, isFolder ?? false]).toEqual([undefined, false]);
    expect([toldTo(overrides, "object_key"), toldTo(overrides, "task_timeout_seconds")]).toEqual([
      entry?.objectKey,
      String(chance.taskTimeoutSeconds),
    ]);
    expect(toldTo(overrides, "FILL")).toBe(entry?.environment?.FILL ?? "");
  }
  // One entry is launched after the other: one that is refused has its row before the next one's turn.
  const isOneByOne = Math.min(chance.maxConcurrency, chance.limits.launchConcurrency ?? Infinity) === 1;
  const isPassed = (place: number) => items.slice(place + 1).some(({ rowName }) => names.includes(rowName));
  const refusedOnes = items.filter(({ fault }, place) => isOneByOne && fault !== undefined && isPassed(place));
  expect(names).toEqual(expect.arrayContaining(refusedOnes.map(({ rowName }) => rowName)));
  for (const { task_name, status, reason } of last) {
    const { fault, isFolder } = byName.get(task_name) ?? {};
    if (isFolder === true) expect(status).toBe("Completed");
    if (fault !== undefined)
      expect([status, reason]).toEqual(["Failed", expect.stringMatching(/^could not be launched: /)]);
  }
}

/** True where the list may be another one when it is read. */
const isListChanged = ({ list, listChange }: Chances): boolean => list !== "input" && listChange !== undefined;

/** True where all of a list may be refused. */
const mayBeRefused = (pattern: 1 | 2, chance: Chances): boolean =>
  isListChanged(chance) || (pattern === 1 && itemsOfRun(chance).some(({ fault }) => fault !== undefined));

const refused = /^(InvalidWorkflowSpec|LaunchFailed)$/;

/** True where the deadline was over before the list was read. */
const isUnread = (chance: Chances, { pattern, summary }: Run): boolean =>
  pattern === 2 && chance.list !== "input" && chance.timeoutSeconds === 1 && summary?.number_of_tasks === 0;

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

/** True for a task whose time was over, and whose slot was given up before ECS stopped it: nobody asked for that in time. */
const isStoppedLate = ({ status, update_time, stop_time }: DetailRow): boolean =>
  status === "TimedOut" &&
  (stop_time === undefined || Date.parse(stop_time) - Date.parse(update_time) > stopGraceSeconds * 1_000);

/**
 * The run tells the truth about its tasks, each of which has one end.
 *
 * @param isCutShort where launching may not have come to the end of a list in S3: it is known up to the last entry that was launched
 * @returns the rows of the entries' last tasks
 */
function expectTruth(chance: Chances, run: Run, isCutShort = false): DetailRow[] {
  const { changedEnds, tasks, started, summary, details } = run;
  const items = itemsOfRun(chance);
  const isKnown = !isCutShort && !isListChanged(chance);
  const known = (isUnreadable(items, chance) && run.pattern === 2) || isUnread(chance, run) ? 0 : items.length;
  const length = isKnown ? known : (summary?.number_of_tasks ?? 0);
  expect(length).toBeLessThanOrEqual(known + (isListChanged(chance) ? 1 : 0));
  // What ECS does not stop, and the monitor was not there to ask for again, runs on, and its row says so.
  const unstopped = details.filter(
    ({ stop_refusal }) => stop_refusal !== undefined && chance.monitorFailsFromSeconds < Infinity,
  );
  const mayRun = unstopped.map(({ ecs_task_id }) => ecs_task_id);
  expect(mayRun).toEqual(expect.arrayContaining([...tasks.running.keys()]));
  const areKept = [summary, ...details].filter((row) => row?.expires_at === undefined);
  expect(areKept).toEqual(chance.retentionDays === undefined ? [summary, ...details] : []);
  expect(tasks.overlaps).toEqual([]);
  const slotsGivenUp = details.filter(isStoppedLate).length;
  expect(tasks.mostAtOnce).toBeLessThanOrEqual(chance.maxConcurrency + slotsGivenUp);
  expect(changedEnds).toEqual([]);
  expect(details.filter(({ status }) => !isTerminal(status))).toEqual([]);
  expectAttempts(chance, run);
  const recorded = new Set(details.map(({ ecs_task_id }) => ecs_task_id));
  const unrecorded = started.filter(({ taskArn }) => !recorded.has(taskArn)).map(({ taskArn }) => taskArn);
  // Of a task that wrote no row and was forgotten by ECS before anybody looked nothing is known.
  if (!run.isNeglected) expect(unrecorded).toEqual([]);
  const last = details.filter(({ followed_by }) => followed_by === undefined);
  const count = (status: string) => last.filter((row) => row.status === status).length;
  const ends = [
    ...(length > 0 && count("Completed") === length ? ["Completed"] : []),
    ...(isCutShort ? ["Failed"] : []),
  ];
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
        const run = await inTime(pattern, chance);
        if (mayBeRefused(pattern, chance) && run.summary === undefined) {
          expect(run.tasks.starts).toEqual([]);
          expect(run.end).toMatchObject({ status: "FAILED", error: expect.stringMatching(refused) as string });
          return;
        }
        const last = expectTruth(chance, run);
        if (!isListChanged(chance)) expectNames(chance, run, last);
        const ends = [run.end, ...(run.other ? [run.other.end] : [])];
        // Which of two executions the run belongs to is left to chance.
        const [own, other] = run.summary?.execution_arn === run.executionArn ? ends : ends.toReversed();
        const isOdd = isListChanged(chance) || isUnreadable(itemsOfRun(chance), chance) || isUnread(chance, run);
        const isCompleted = run.summary?.status === "Completed";
        const failed = (error: string, orElse: string) => ({
          status: "FAILED",
          error: isOdd ? (expect.stringMatching(`^(${error}|${orElse})$`) as string) : error,
        });
        expect(own).toMatchObject(isCompleted ? { status: "SUCCEEDED" } : failed("TasksFailed", "LaunchFailed"));
        if (other) expect(other).toMatchObject(failed("RunIdAlreadyUsed", "InvalidWorkflowSpec"));
      }),
      { numRuns: 300 },
    );
  }, 1_800_000);

  it("When an execution is stopped at any moment, and redriven or not, then nothing of its run goes on, each task has one end, and run and execution tell the truth", async () => {
    const stops = fc.array(
      fc.record({
        afterSeconds: fc.constantFrom(0, 2, 5, 10, 20, 30, 45, 60, 90, 130, 400),
        status: fc.constantFrom("ABORTED", "TIMED_OUT"),
        settleAfterSeconds: fc.array(fc.constantFrom(0, 2, 30, 400, 10_000), { minLength: 1, maxLength: 2 }),
        redriveAfterSeconds: fc.option(fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constant(5_000)), {
          nil: undefined,
          freq: 2,
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
        const last = expectTruth(chance, run, pattern === 2 && chance.list !== "input");
        if (!isListChanged(chance)) expectNames(chance, run, last);
        const wanted = summary.status === "Completed" ? "SUCCEEDED" : "FAILED";
        expect(["ABORTED", wanted]).toContain(end.status);
        if (end.status === "FAILED") expect(end.error).toMatch(/^(TasksFailed|LaunchFailed|RunIdAlreadyUsed)$/);
      }),
      { numRuns: 300 },
    );
  }, 1_800_000);
});
