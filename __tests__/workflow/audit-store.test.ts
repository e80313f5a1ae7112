import { notLaunchedId, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import type { RunKey } from "../../workflow/run";
import { replaceable, taskStatuses } from "../../workflow/status";
import { startAuditTables, type AuditTables } from "../support/audit-tables";
import { remove } from "../../workflow/update-row";
import { allRows } from "../support/all-rows";

const run = { workflowName: "kit", workflowRunId: "20261124224854123" };
const begun = {
  workflow_name: run.workflowName,
  workflow_run_id: run.workflowRunId,
  workflow_specs: "{}",
  number_of_tasks: 2,
  execution_arn: "arn:execution",
  timeout_seconds: 3_600,
};
const first = "2026-11-24T22:48:55.000Z";
const later = "2026-11-24T22:50:00.000Z";

describe("Given the audit tables", () => {
  let tables: AuditTables;
  let time: string;
  let store: AuditStore;
  beforeEach(async () => {
    tables = await startAuditTables();
    time = first;
    store = new AuditStore(tables.client, { summary: "summary", details: "details" }, () => new Date(time));
  });
  afterEach(() => tables.close());

  const summary: SummaryRow = { ...begun, status: "Running", start_time: first, update_time: first };

  it("When a run begins, then its row stands and is found, with every digit of its id", async () => {
    const digits = { ...begun, workflow_run_id: "12345678901234567890123456789012345678" };
    await expect(store.beginRun(digits)).resolves.toEqual({ summary: { ...summary, ...digits }, isNew: true });
    const key = { workflowName: "kit", workflowRunId: digits.workflow_run_id };
    await expect(store.findRun(key)).resolves.toEqual({ ...summary, ...digits });
  });

  it("When the same execution begins it again, then the first row stands and is returned", async () => {
    await store.beginRun(begun);
    time = later;
    await expect(store.beginRun(begun)).resolves.toEqual({ summary, isNew: false });
    await expect(tables.summaries()).resolves.toEqual([summary]);
  });

  it("When another execution begins it, then it is refused and the row unchanged", async () => {
    await store.beginRun(begun);
    const refused = { name: "RunIdAlreadyUsed", message: expect.stringContaining("already has a run") as string };
    await expect(store.beginRun({ ...begun, execution_arn: "arn:other" })).rejects.toMatchObject(refused);
    await expect(tables.summaries()).resolves.toEqual([summary]);
  });

  it("When rows are kept for some days, then each row goes so many days after its last write", async () => {
    const trail = { summary: "summary", details: "details", retentionDays: 2 };
    store = new AuditStore(tables.client, trail, () => new Date(time));
    const expiry = (written: string) => ({ expires_at: Date.parse(written) / 1_000 + 2 * 86_400 });
    await expect(store.beginRun(begun)).resolves.toMatchObject({ summary: expiry(first) });
    await store.recordTask({ ...run, taskId: "1" }, "Submitted", { task_name: "a" });
    await store.recordNotLaunched(run, "b", "no capacity");
    await expect(tables.details()).resolves.toMatchObject([expiry(first), expiry(first)]);
    time = later;
    await store.recordTask({ ...run, taskId: "1" }, "Running", { task_name: "a" });
    await store.updateRun(run, { launch_refusal: "no room" });
    await expect(tables.summaries()).resolves.toMatchObject([expiry(later)]);
    await expect(allRows(store, run)).resolves.toMatchObject([expiry(later), expiry(first)]);
  });

  it("When a run was never begun, then it is not found", async () => {
    await expect(store.findRun(run)).resolves.toBeUndefined();
  });

  it("When a run is updated, then counts, status and time change and the rest stays", async () => {
    await store.beginRun(begun);
    time = later;
    const progress = {
      status: "Failed",
      completed_tasks: 1,
      failed_tasks: 1,
      timed_out_tasks: 0,
      running_tasks: 0,
    } as const;
    await store.updateRun(run, progress);
    await expect(tables.summaries()).resolves.toEqual([{ ...summary, ...progress, update_time: later }]);
  });

  it("When a poll that was held up updates a run that has ended, then the end stands", async () => {
    await store.beginRun(begun);
    const end = {
      status: "Completed",
      completed_tasks: 2,
      failed_tasks: 0,
      timed_out_tasks: 0,
      running_tasks: 0,
    } as const;
    await store.updateRun(run, end);
    time = later;
    await store.updateRun(run, { ...end, status: "Running", completed_tasks: 1, running_tasks: 1 });
    await expect(tables.summaries()).resolves.toEqual([{ ...summary, ...end }]);
  });

  const submitted: DetailRow = {
    workflow_run_id: run.workflowRunId,
    ecs_task_id: "arn:task",
    workflow_name: "kit",
    task_name: "a",
    status: "Submitted",
    start_time: first,
    update_time: first,
  };
  const task = { ...run, taskId: "arn:task" };

  it("When a task is recorded first and then ends, then it keeps its start and has its end", async () => {
    await expect(store.recordTask(task, "Submitted", { task_name: "a" })).resolves.toBe("Submitted");
    await expect(tables.details()).resolves.toEqual([submitted]);
    time = later;
    const end = { task_name: "a", destination_key: "in/file_1", exec_time_in_seconds: 1.5 };
    await expect(store.recordTask(task, "Completed", end)).resolves.toBe("Completed");
    await expect(tables.details()).resolves.toEqual([
      { ...submitted, ...end, status: "Completed", update_time: later },
    ]);
  });

  it.each([undefined, "Submitted", "Completed"] as const)(
    "When a task that follows another is recorded where %s stands, then its row has its place, and an end stays",
    async (stands) => {
      if (stands !== undefined) await tables.put("details", { ...submitted, status: stands });
      const place = { attempt: 2, attempts: 3, follows: "arn:first" };
      await store.recordAttempt(task, "a", place);
      await expect(tables.details()).resolves.toEqual([{ ...submitted, status: stands ?? "Submitted", ...place }]);
    },
  );

  const pairs = taskStatuses.flatMap((stands) => taskStatuses.map((written) => [stands, written] as const));

  it.each(pairs)("When %s stands and %s is recorded, then the precedence decides", async (stands, written) => {
    const row = { ...submitted, status: stands };
    await tables.put("details", row);
    time = later;
    const wins = replaceable[written].includes(stands);
    await expect(store.recordTask(task, written, { task_name: "a" })).resolves.toBe(wins ? written : stands);
    await expect(tables.details()).resolves.toEqual([wins ? { ...row, status: written, update_time: later } : row]);
  });

  it("When an entry could not be launched, then it has a Failed row without a task", async () => {
    await store.recordNotLaunched(run, "a", "no capacity");
    await expect(tables.details()).resolves.toEqual([
      { ...submitted, ecs_task_id: notLaunchedId("kit", "a"), status: "Failed", reason: "no capacity" },
    ]);
  });

  it("When rows fill several pages, then all of this workflow's are listed and none of another's", async () => {
    const reason = "x".repeat(10_000);
    const rows = Array.from({ length: 150 }, (_, index) => ({ ...submitted, ecs_task_id: `arn:${index}`, reason }));
    await tables.put("details", ...rows, { ...submitted, ecs_task_id: "arn:other", workflow_name: "other" });
    const listed = await allRows(store, run);
    expect(new Set(listed)).toEqual(new Set(rows));
    expect(listed).toHaveLength(150);
  });

  it("When tasks pass through their statuses, then only those that are not Completed are listed as unfinished", async () => {
    for (const status of taskStatuses)
      await store.recordTask({ ...run, taskId: status }, status, { task_name: status });
    await store.recordTask({ ...run, taskId: "Running" }, "Completed", { task_name: "Running" });
    const idsIn = async (key: RunKey): Promise<string[]> => {
      const ids: string[] = [];
      for await (const rows of store.pages(key, "unfinished")) ids.push(...rows.map(({ ecs_task_id }) => ecs_task_id));
      return ids.toSorted();
    };
    await expect(idsIn(run)).resolves.toEqual(["Failed", "Submitted", "TimedOut"]);
    await expect(idsIn({ ...run, workflowName: "other" })).resolves.toEqual([]);
  });

  it("When notes are made and taken off, then the rest of the row stays", async () => {
    await tables.put("details", submitted);
    time = later;
    await store.noteOpenTask(task, { missing_since: later });
    await store.annotateTask(task, { stop_time: later });
    await expect(tables.details()).resolves.toEqual([{ ...submitted, missing_since: later, stop_time: later }]);
    await store.noteOpenTask(task, { missing_since: remove });
    await expect(tables.details()).resolves.toEqual([{ ...submitted, stop_time: later }]);
  });

  it("When a row has an end, then nothing is noted on it that only an open one has", async () => {
    const ended = { ...submitted, status: "Failed" } as const;
    await tables.put("details", ended);
    for (const note of [{ next_attempt: "{}" }, { missing_since: later }, { reason: "late" }])
      await store.noteOpenTask(task, note);
    await expect(tables.details()).resolves.toEqual([ended]);
  });

  it("When a row is gone, then no note makes half a row", async () => {
    await expect(store.annotateTask(task, { stop_time: later })).rejects.toThrow("conditional request failed");
    await store.noteOpenTask(task, { missing_since: remove });
    await expect(tables.details()).resolves.toEqual([]);
  });
});
