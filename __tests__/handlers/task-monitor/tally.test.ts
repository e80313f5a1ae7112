import fc from "../../support/seeded";
import { Tally, type Counts } from "../../../handlers/task-monitor/tally";
import type { DetailRow } from "../../../workflow/audit-rows";
import { taskStatuses, type TaskStatus } from "../../../workflow/status";

const time = "2026-11-24T22:48:54.000Z";
const rowOf = (task_name: string, status: TaskStatus, more: Partial<DetailRow> = {}): DetailRow => ({
  workflow_run_id: "7",
  ecs_task_id: "1",
  workflow_name: "kit",
  task_name,
  status,
  start_time: time,
  update_time: time,
  ...more,
});
const stopped = { stop_time: time };
const none: Counts = { completed_tasks: 0, failed_tasks: 0, timed_out_tasks: 0, running_tasks: 0 };

/** Entries of a list in the spec are known by their names, those of a list in S3 by their places. */
const lists = [
  ["the spec", {}, "a"],
  ["S3", { source_format: "JSONL" }, "0:a"],
] as const;

describe.each(lists)("Given a list in %s", (_, source, name) => {
  const tallyOf = (rows: readonly DetailRow[], number_of_tasks = 1): Tally => {
    const tally = new Tally({ number_of_tasks, ...source });
    tally.add(rows);
    return tally;
  };

  it.each<[TaskStatus, TaskStatus, string]>([
    ["Running", "Completed", "open"],
    ["Submitted", "Failed", "open"],
    ["Completed", "Failed", "Completed"],
    ["Completed", "TimedOut", "Completed"],
    ["TimedOut", "Failed", "TimedOut"],
  ])("When an entry has tasks that are %s and %s, then it is %s", (one, other, state) => {
    const rows = [rowOf(name, one, stopped), rowOf(name, other, stopped)];
    for (const order of [rows, rows.toReversed()]) expect(tallyOf(order).stateOf(name)).toBe(state);
  });

  it.each([
    ["its stop was accepted", stopped, { timed_out_tasks: 1 }],
    ["its stop was not accepted yet", {}, { running_tasks: 1 }],
    ["its stop was refused and is not asked for any more", { stop_refusal: "no" }, { timed_out_tasks: 1 }],
  ])("When a task timed out and %s, then it counts accordingly", (_case, more, counts) => {
    expect(tallyOf([rowOf(name, "TimedOut", more)]).counts("open", 0)).toEqual({ ...none, ...counts });
  });

  it("When a task is followed, then its entry is what the next is, and runs where the next was written meanwhile", () => {
    const followed = rowOf(name, "Failed", { followed_by: "2" });
    expect(tallyOf([followed]).counts("open", 0)).toEqual({ ...none, running_tasks: 1 });
    const next = rowOf(name, "Failed", { follows: "1" });
    for (const rows of [
      [followed, next],
      [next, followed],
    ])
      expect(tallyOf(rows).stateOf(name)).toBe("Failed");
  });

  it("When entries have no row, then they count as they are told to, and those that never get one as failed", () => {
    const tally = tallyOf([rowOf(name, "Completed")], 5);
    expect([tally.recorded, tally.stateOf("1:b")]).toEqual([1, undefined]);
    expect(tally.counts("open", 1)).toEqual({ ...none, completed_tasks: 1, failed_tasks: 1, running_tasks: 3 });
    expect(tally.counts("Completed", 0)).toEqual({ ...none, completed_tasks: 5 });
  });

  const rows = fc.array(fc.record({ place: fc.nat(3), status: fc.constantFrom(...taskStatuses), stop: fc.boolean() }));

  it("When any rows are counted, then the counts add up and none is negative", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("open", "Completed"), (made, unlisted) => {
        const all = made.map(({ place, status, stop }) => rowOf(`${place}:${name}`, status, stop ? stopped : {}));
        const counts = Object.values(tallyOf(all, 4).counts(unlisted, 0));
        expect(counts.reduce((sum, count) => sum + count)).toBe(4);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("Given a list in S3", () => {
  it.each(["7:beyond its end", "no place"])("When a row is called %s, then it is no entry's", (name) => {
    const tally = new Tally({ number_of_tasks: 2, source_format: "CSV" });
    tally.add([rowOf(name, "Failed")]);
    expect([tally.recorded, tally.stateOf(name)]).toEqual([0, undefined]);
  });
});
