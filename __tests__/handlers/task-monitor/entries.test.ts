import fc from "fast-check";
import { countEntries, entriesOf, stopGraceSeconds } from "../../../handlers/task-monitor/entries";
import type { DetailRow } from "../../../workflow/audit-rows";
import { taskStatuses, type TaskStatus } from "../../../workflow/status";

const time = "2026-11-24T22:48:54.000Z";
const now = new Date(Date.parse(time) + 1_000);
const rowOf = (task_name: string, id: string, status: TaskStatus, more: Partial<DetailRow> = {}): DetailRow => ({
  workflow_run_id: "7",
  ecs_task_id: id,
  workflow_name: "kit",
  task_name,
  status,
  start_time: time,
  update_time: time,
  ...more,
});
const stopped = { stop_time: time };

describe("Given two tasks of one entry", () => {
  it.each<[TaskStatus, TaskStatus, TaskStatus]>([
    ["Running", "Completed", "Running"],
    ["Submitted", "Failed", "Submitted"],
    ["Completed", "Failed", "Completed"],
    ["Completed", "TimedOut", "Completed"],
    ["TimedOut", "Failed", "TimedOut"],
  ])("When one is %s and one %s, then the entry is %s", (one, other, entry) => {
    const rows = [rowOf("a", "1", one, stopped), rowOf("a", "2", other, stopped)];
    for (const order of [rows, rows.toReversed()])
      expect([...entriesOf(order, now)]).toEqual([["a", rows.find(({ status }) => status === entry)]]);
  });
});

describe("Given a task that timed out", () => {
  it.each([
    ["its stop was accepted", stopped, now, { timed_out_tasks: 1, running_tasks: 0 }],
    ["its stop was not accepted yet", {}, now, { timed_out_tasks: 0, running_tasks: 1 }],
    [
      "its stop was not accepted for long",
      {},
      new Date(Date.parse(time) + stopGraceSeconds * 1_000),
      { timed_out_tasks: 1, running_tasks: 0 },
    ],
  ])("When %s, then it counts accordingly", (_, more, at, counts) => {
    expect(countEntries([rowOf("a", "1", "TimedOut", more)], 1, "open", at)).toEqual({
      completed_tasks: 0,
      failed_tasks: 0,
      ...counts,
    });
  });
});

describe("Given any rows of a run", () => {
  const rows = fc.array(
    fc.record({
      name: fc.constantFrom("a", "b", "c", "d"),
      status: fc.constantFrom(...taskStatuses),
      stop: fc.boolean(),
    }),
  );

  it("When its entries are counted, then the counts add up and none is negative", () => {
    fc.assert(
      fc.property(rows, fc.constantFrom("open", "Completed"), (made, unlisted) => {
        const all = made.map(({ name, status, stop }, index) => rowOf(name, `${index}`, status, stop ? stopped : {}));
        const entries = [...entriesOf(all, now).values()];
        const counts = Object.values(countEntries(entries, 4, unlisted, now));
        expect(counts.reduce((sum, count) => sum + count)).toBe(4);
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
