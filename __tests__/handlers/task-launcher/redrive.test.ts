import type { LauncherDependencies } from "../../../handlers/task-launcher/begin-run";
import { launch } from "../../../handlers/task-launcher/launcher";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import type { RunStatus, TaskStatus } from "../../../workflow/status";
import { deployment } from "../../support/deployment";
import { startTasks, toldTo } from "../../support/ecs-answers";
import { detailRow, launcherDependencies, run, runLab, startTime } from "../../support/run-lab";

const entry = (taskName: string) => ({ taskName, objectKey: `in/${taskName}` });

/** An earlier run's rows. */
const summary = (workflow_run_id: string, spec: object, more: Partial<SummaryRow> = {}): SummaryRow => ({
  workflow_name: "kit",
  workflow_run_id,
  workflow_specs: JSON.stringify({ ...deployment, taskDefinition: "kit:0", ...spec }),
  number_of_tasks: 3,
  execution_arn: `arn:execution:${workflow_run_id}`,
  timeout_seconds: 3_600,
  status: "Failed",
  start_time: startTime,
  update_time: startTime,
  ...more,
});
const detail = (workflow_run_id: string, task_name: string, status: TaskStatus, attempt = 1): DetailRow =>
  detailRow(task_name, { workflow_run_id, ecs_task_id: `${task_name}-${attempt}`, status });

const lab = runLab(() => ({ RunTask: startTasks() }));
let dependencies: LauncherDependencies;
beforeEach(() => {
  dependencies = launcherDependencies(lab, () => new Date(startTime));
});

const launchNow = (input: unknown) =>
  launch({ execution: { executionArn: "arn:execution", startTime, input } }, dependencies, () => 300_000);
const launched = () => lab.ecs.calls.map(({ input }) => toldTo(input["overrides"], "task_name")).toSorted();
const findNew = () => dependencies.audit.findRun(run);

describe("Given a run of three tasks, of which one completed", () => {
  const work = { targetFolder: "out", simulatedWorkSeconds: 3, timeoutSeconds: 600, maxConcurrency: 2 };
  beforeEach(async () => {
    await lab.tables.put("summary", summary("7", { ...work, taskList: ["a", "b", "c"].map(entry) }));
    await lab.tables.put(
      "details",
      detail("7", "a", "Completed"),
      detail("7", "b", "Failed"),
      detail("7", "c", "TimedOut"),
    );
  });

  it("When it is redriven by its id alone, then the others are launched as they were, and the new run refers to it", async () => {
    await expect(launchNow({ redriveOf: "7" })).resolves.toEqual({ ...run, launching: false });
    expect(launched()).toEqual(["b", "c"]);
    expect(
      lab.ecs.calls.map(({ input }) => [input["taskDefinition"], toldTo(input["overrides"], "target_folder")]),
    ).toEqual([
      ["kit:1", "out"],
      ["kit:1", "out"],
    ]);
    const row = await findNew();
    expect({ ...row, workflow_specs: JSON.parse(row?.workflow_specs ?? "") as unknown }).toEqual({
      workflow_name: "kit",
      workflow_run_id: run.workflowRunId,
      workflow_specs: { ...deployment, ...work, redriveOf: "7", taskList: [entry("b"), entry("c")] },
      redrive_of: "7",
      number_of_tasks: 2,
      execution_arn: "arn:execution",
      timeout_seconds: 600,
      status: "Running",
      start_time: startTime,
      update_time: startTime,
      completed_tasks: 0,
      failed_tasks: 0,
      timed_out_tasks: 0,
      running_tasks: 2,
    });
  });

  it("When the spec has a list and values of its own, then these hold, less what completed", async () => {
    await launchNow({ redriveOf: "7", targetFolder: "again", taskList: [entry("a"), entry("b"), entry("new")] });
    expect(launched()).toEqual(["b", "new"]);
    expect(toldTo(lab.ecs.calls[0]?.input["overrides"], "target_folder")).toBe("again");
  });

  it("When the launcher is called again, then nothing is launched twice", async () => {
    await launchNow({ redriveOf: "7" });
    await launchNow({ redriveOf: "7" });
    expect(launched()).toEqual(["b", "c"]);
  });

  it("When an entry has a second task that completed, then it is not launched again", async () => {
    await lab.tables.put("details", detail("7", "b", "Completed", 2));
    await launchNow({ redriveOf: "7" });
    expect(launched()).toEqual(["c"]);
  });

  it("When a redrive of it is redriven with the whole list, then what completed in either is left out", async () => {
    await lab.tables.put("summary", summary("8", { taskList: ["b", "c"].map(entry) }, { redrive_of: "7" }));
    await lab.tables.put("details", detail("8", "b", "Completed"), detail("8", "c", "Failed"));
    await launchNow({ redriveOf: "8", taskList: ["a", "b", "c"].map(entry) });
    expect(launched()).toEqual(["c"]);
  });

  it.each([["7"], ["8", "7"]])("When its row says that it redrives itself (by %j), then that ends", async (...ids) => {
    for (const [index, id] of ids.entries())
      await lab.tables.put(
        "summary",
        summary(id, { taskList: ["a", "b", "c"].map(entry) }, { redrive_of: ids[index + 1] ?? ids[0] }),
      );
    await launchNow({ redriveOf: "7" });
    expect(launched()).toEqual(["b", "c"]);
  });
});

describe("Given a run that cannot be redriven", () => {
  const refusal = (reason: string) => ({
    name: "RedriveRefused",
    message: `Run 7 of workflow kit cannot be redriven, nothing was started: ${reason}.`,
  });
  const put = (status: RunStatus) => lab.tables.put("summary", summary("7", { taskList: [entry("a")] }, { status }));

  it.each<[string, () => Promise<void>, string]>([
    ["there is none", () => Promise.resolve(), "there is no such run"],
    ["it goes on", () => put("Running"), "it is still Running: wait for its end, or stop it"],
    [
      "nothing of it is left to do",
      async () => {
        await put("Completed");
        await lab.tables.put("details", detail("7", "a", "Completed"));
      },
      "all 1 tasks of the list completed in it",
    ],
  ])("When %s, then that is said and nothing is started", async (_, prepare, reason) => {
    await prepare();
    await expect(launchNow({ redriveOf: "7" })).rejects.toMatchObject(refusal(reason));
    expect([launched(), await findNew()]).toEqual([[], undefined]);
  });

  it.each<[string, object, string]>([
    ["is no run id", { redriveOf: "last" }, "redriveOf: must be a text of 1 to 38 digits"],
    [
      "is of a spec with a list that is none",
      { redriveOf: "7", taskList: "all" },
      "taskList: must be a list of at least one entry",
    ],
    [
      "is of a spec with an empty list",
      { redriveOf: "7", taskList: [] },
      "taskList: must be a list of at least one entry",
    ],
  ])("When what it names %s, then the spec is refused", async (_, input, fault) => {
    await put("Failed");
    await expect(launchNow(input)).rejects.toMatchObject({
      name: "InvalidWorkflowSpec",
      message: expect.stringContaining(fault),
    });
  });
});
