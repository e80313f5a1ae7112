import { reportFailures } from "../../../handlers/task-monitor/report";
import type { DetailRow } from "../../../workflow/audit-rows";

const time = "2026-11-24T22:48:54.000Z";
const rowOf = (task_name: string, more: Partial<DetailRow>): DetailRow => ({
  workflow_run_id: "7",
  ecs_task_id: task_name,
  workflow_name: "kit",
  task_name,
  status: "Failed",
  start_time: time,
  update_time: time,
  ...more,
});

describe("Given the rows of a run that ended", () => {
  it("When some did not complete, then these are reported by name with status and reason", () => {
    const rows = [
      rowOf("c", { status: "TimedOut", reason: "still Running" }),
      rowOf("a", { status: "Completed" }),
      rowOf("b", {}),
    ];
    expect(reportFailures(rows, 3)).toEqual({
      cause:
        "2 of 3 tasks did not complete. By name, the first 2:\n" +
        "- b Failed: no reason recorded\n" +
        "- c TimedOut: still Running",
      failures: [
        { taskName: "b", status: "Failed", reason: "no reason recorded" },
        { taskName: "c", status: "TimedOut", reason: "still Running" },
      ],
    });
  });

  it("When thousands failed with long names and reasons, then the report stays small and says how many", () => {
    const name = (index: number) => `${String(index).padStart(4, "0")}${"n".repeat(124)}`;
    const rows = Array.from({ length: 6_000 }, (_, index) => rowOf(name(index), { reason: "r".repeat(5_000) }));
    const { cause, failures } = reportFailures(rows, 6_000);
    expect(cause).toMatch(/^6000 of 6000 tasks did not complete. By name, the first 10:\n- 0000n/);
    expect(cause).toHaveLength(2_000);
    expect(failures.map(({ taskName }) => taskName)).toEqual(Array.from({ length: 10 }, (_, index) => name(index)));
    expect(failures.map(({ reason }) => reason.length)).toEqual(Array<number>(10).fill(500));
  });
});
