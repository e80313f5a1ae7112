import { monitor } from "../../../handlers/task-monitor/monitor";
import type { DetailRow } from "../../../workflow/audit-rows";
import { monitorDependencies } from "../../support/monitor-dependencies";
import { detailRow, run, runLab, startTime, summaryRow } from "../../support/run-lab";

const rowOf = (task_name: string, more: Partial<DetailRow> = {}) =>
  detailRow(task_name, { ecs_task_id: task_name, status: "Failed", ...more });

describe("Given the rows of a run that ended", () => {
  const lab = runLab();

  async function report(...rows: DetailRow[]) {
    await lab.tables.put("summary", summaryRow(rows.length, {}));
    await lab.tables.put("details", ...rows);
    const { cause, failures } = await monitor(
      run,
      monitorDependencies(lab.tables, lab.ecs, 60, () => new Date(startTime)),
    );
    return { cause, failures };
  }

  it("When some did not complete, then these are reported by name, numbers by value, with status and reason", async () => {
    const timedOut = { status: "TimedOut", reason: "still Running", stop_time: startTime } as const;
    await expect(
      report(rowOf("task-10", timedOut), rowOf("task-1", { status: "Completed" }), rowOf("task-9")),
    ).resolves.toEqual({
      cause:
        "2 of 3 tasks did not complete:\n" +
        "- task-9 Failed: no reason recorded\n" +
        "- task-10 TimedOut: still Running",
      failures: [
        { taskName: "task-9", status: "Failed", reason: "no reason recorded" },
        { taskName: "task-10", status: "TimedOut", reason: "still Running" },
      ],
    });
  });

  it("When a reason is long, then the cause has most of it, and what comes after it", async () => {
    const { cause } = await report(rowOf("a", { reason: "r".repeat(2_001) }), rowOf("b", { reason: "short" }));
    expect(cause).toMatch(/\n- a Failed: r{1999}…\n- b Failed: short$/);
  });

  it("When many failed with long names and reasons, on several pages, then the report stays small and says how many", async () => {
    const name = (index: number) => `${String(index).padStart(4, "0")}${"n".repeat(124)}`;
    const rows = Array.from({ length: 300 }, (_, index) => rowOf(name(index), { reason: "r".repeat(5_000) }));
    const { cause, failures = [] } = await report(...rows.toReversed());
    expect(cause).toMatch(/^300 of 300 tasks did not complete. By name, the first 10:\n- 0000n/);
    expect(cause?.length).toBeLessThanOrEqual(32_768);
    expect(cause?.match(/r+…/g)?.map(({ length }) => length)).toEqual(Array<number>(10).fill(2_000));
    expect(failures.map(({ taskName }) => taskName)).toEqual(Array.from({ length: 10 }, (_, index) => name(index)));
    expect(failures.map(({ reason }) => reason.length)).toEqual(Array<number>(10).fill(500));
  });
});
