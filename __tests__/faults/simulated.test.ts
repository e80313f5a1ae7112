import fc from "../support/seeded";
import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { chances, inTime, type Chances, type Run } from "../support/chance-run";

/** The names of the entries in their rows. Of a list in S3 one that was never launched may have none. */
function expectNames(chance: Chances, last: readonly DetailRow[]): void {
  const names = last.map(({ task_name }) => task_name).toSorted();
  const wanted = chance.entries.map((_, index) => (chance.list === "input" ? `${index}` : `${index}:${index}`));
  if (chance.list === "input") expect(names).toEqual(wanted);
  else expect(wanted).toEqual(expect.arrayContaining(names));
  expect(new Set(names).size).toBe(names.length);
}

/** True where the list may be another one when it is read. */
const isListChanged = ({ list, listChange }: Chances): boolean => list !== "input" && listChange !== undefined;

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

/**
 * The run tells the truth about its tasks, each of which has one end.
 *
 * @param isCutShort where launching may not have come to the end of a list in S3: it is known up to the last entry that was launched
 * @returns the rows of the entries' last tasks
 */
function expectTruth(chance: Chances, run: Run, isCutShort = false): DetailRow[] {
  const { changedEnds, tasks, summary, details } = run;
  const isKnown = !isCutShort && !isListChanged(chance);
  const length = isKnown ? chance.entries.length : (summary?.number_of_tasks ?? 0);
  expect(length).toBeLessThanOrEqual(chance.entries.length + (isListChanged(chance) ? 1 : 0));
  expect([...tasks.running.values()]).toEqual([]);
  expect(tasks.overlaps).toEqual([]);
  expect(tasks.mostAtOnce).toBeLessThanOrEqual(chance.maxConcurrency);
  expect(changedEnds).toEqual([]);
  expect(details.filter(({ status }) => !isTerminal(status))).toEqual([]);
  expectAttempts(chance, run);
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
        if (isListChanged(chance) && run.summary === undefined) {
          expect(run.tasks.starts).toEqual([]);
          return;
        }
        const last = expectTruth(chance, run);
        if (!isListChanged(chance)) expectNames(chance, last);
        const ends = [run.end, ...(run.other ? [run.other.end] : [])];
        // Which of two executions the run belongs to is left to chance.
        const [own, other] = run.summary?.execution_arn === run.executionArn ? ends : ends.toReversed();
        const isCompleted = run.summary?.status === "Completed";
        const failed = (error: string, orElse: string) => ({
          status: "FAILED",
          error: isListChanged(chance) ? (expect.stringMatching(`^(${error}|${orElse})$`) as string) : error,
        });
        expect(own).toMatchObject(isCompleted ? { status: "SUCCEEDED" } : failed("TasksFailed", "LaunchFailed"));
        if (other) expect(other).toMatchObject(failed("RunIdAlreadyUsed", "InvalidWorkflowSpec"));
      }),
      { numRuns: 300 },
    );
  }, 900_000);

  it("When an execution is stopped at any moment, and redriven or not, then nothing of its run goes on, each task has one end, and run and execution tell the truth", async () => {
    const stops = fc.array(
      fc.record({
        afterSeconds: fc.constantFrom(0, 2, 5, 10, 20, 30, 45, 60, 90, 130, 400),
        status: fc.constantFrom("ABORTED", "TIMED_OUT"),
        settleAfterSeconds: fc.array(fc.constantFrom(0, 2, 30, 400, 10_000), { minLength: 1, maxLength: 2 }),
        redriveAfterSeconds: fc.option(fc.oneof(fc.integer({ min: 0, max: 130 }), fc.constant(5_000)), {
          nil: undefined,
          freq: 1,
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
      { numRuns: 300 },
    );
  }, 900_000);
});
