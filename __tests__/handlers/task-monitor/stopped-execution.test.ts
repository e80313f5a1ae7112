import { beginSeconds } from "../../../handlers/task-launcher/begin-run";
import { settleStopped, type ExecutionStatusChange } from "../../../handlers/task-monitor/stopped-execution";
import { notLaunchedId, type SummaryRow } from "../../../workflow/audit-rows";
import { AuditStore } from "../../../workflow/audit-store";
import { deployment } from "../../support/deployment";
import { overridesFor, taskArn } from "../../support/ecs-answers";
import { EcsFault } from "../../support/scripted-ecs";
import { detailRow, run, runLab, startTime, summaryRow } from "../../support/run-lab";

const executionArn = "arn:execution";
const reason = "stopped: the execution was stopped";

describe("Given the monitor, and an execution that was stopped", () => {
  const lab = runLab(() => ({ ListTasks: () => ({ taskArns: [] }), DescribeTasks: describing }));
  let seconds: number;
  let onPause: () => Promise<unknown>;
  beforeEach(() => {
    seconds = 60;
    onPause = () => Promise.resolve();
  });

  const now = () => new Date(Date.parse(startTime) + seconds * 1_000);
  const describing = ({ tasks }: { tasks: string[] }) => ({
    tasks: tasks.map((arn) => ({
      taskArn: arn,
      lastStatus: "RUNNING",
      overrides: overridesFor(arn.split("/").at(-1) ?? "", "kit", run.workflowRunId),
    })),
  });
  const settle = (detail: Partial<ExecutionStatusChange["detail"]> = {}, remainingMilliseconds = () => 300_000) =>
    settleStopped(
      {
        "detail-type": "Step Functions Execution Status Change",
        detail: { executionArn, status: "ABORTED", startDate: Date.parse(startTime), input: "{}", ...detail },
      },
      {
        ...deployment,
        ecs: lab.ecs.client,
        audit: new AuditStore(lab.tables.client, { summary: "summary", details: "details" }, now),
        startTimeoutSeconds: 600,
        logger: { info: jest.fn(), warn: jest.fn() },
        now,
        remainingMilliseconds,
        pause: (pauseSeconds) => {
          seconds += pauseSeconds;
          return onPause();
        },
      },
    );
  const summary = (more: Partial<SummaryRow> = {}) =>
    summaryRow(2, { taskList: ["a", "b"].map((taskName) => ({ taskName, objectKey: "in/a" })) }, more);
  const ends = async () =>
    (await lab.tables.details()).map(({ task_name, status, reason: why }) => [task_name, status, why]);

  it("When a task runs and another was never launched, then it is stopped, and rows and summary say so", async () => {
    await lab.tables.put("summary", summary());
    await lab.tables.put("details", detailRow("a"));
    await settle();
    expect(await ends()).toEqual([
      ["a", "Failed", reason],
      ["b", "Failed", reason],
    ]);
    expect((await lab.tables.details())[1]?.ecs_task_id).toBe(notLaunchedId("kit", "b"));
    await expect(lab.tables.summaries()).resolves.toMatchObject([
      { status: "Failed", failed_tasks: 2, running_tasks: 0, stop_reason: reason },
    ]);
    expect(lab.ecs.calls.filter(({ operation }) => operation === "StopTask")).toEqual([
      { operation: "StopTask", input: { cluster: "kit", task: taskArn("a"), reason } },
    ]);
  });

  it("When a launcher that goes on starts a task in the meantime, then that one is found and stopped too", async () => {
    await lab.tables.put("summary", summary());
    await lab.tables.put("details", detailRow("a", { status: "Completed" }));
    onPause = () => {
      lab.ecs.script["ListTasks"] = ({ desiredStatus }: { desiredStatus: string }) => ({
        taskArns: desiredStatus === "RUNNING" ? [taskArn("b")] : [],
      });
      return Promise.resolve();
    };
    await settle({ status: "TIMED_OUT" });
    expect(await ends()).toEqual([
      ["a", "Completed", undefined],
      ["b", "Failed", "stopped: the execution timed out"],
    ]);
    expect(lab.ecs.calls.map(({ operation }) => operation)).toContain("StopTask");
  });

  it("When ECS does not accept the stop, then it is asked again, and the function fails so that Lambda invokes it again", async () => {
    await lab.tables.put("summary", summary({ number_of_tasks: 1 }));
    await lab.tables.put("details", detailRow("a"));
    lab.ecs.script["StopTask"] = () => new EcsFault("ServerException", "Something broke", 500);
    let remaining = 100_000;
    await expect(settle({}, () => (remaining -= 10_000))).rejects.toMatchObject({ name: "RunNotSettled" });
    expect(await ends()).toEqual([["a", "Running", undefined]]);
    seconds += 300;
    await settle();
    expect(await ends()).toEqual([["a", "Failed", reason]]);
  });

  it("When nobody was there for minutes to ask for the stop, then one that ECS does not accept is asked for again all the same", async () => {
    await lab.tables.put(
      "summary",
      summary({ number_of_tasks: 1, stop_reason: reason, stop_time: now().toISOString() }),
    );
    await lab.tables.put("details", detailRow("a"));
    seconds += 400;
    const acceptedFrom = seconds + 100;
    let accepted = 0;
    lab.ecs.script["StopTask"] = () => {
      if (seconds < acceptedFrom) return new EcsFault("ServerException", "Something broke", 500);
      accepted += 1;
      return {};
    };
    await settle();
    expect([await ends(), accepted]).toEqual([[["a", "Failed", reason]], 1]);
  });

  describe("Given a list in S3 that was not launched to its end, so that its length is not known", () => {
    const inS3 = { source_format: "JSONL", number_of_tasks: 0 };

    it("When ECS does not accept a stop at first, then it is asked again until nothing runs, and the entries up to the last task count", async () => {
      await lab.tables.put("summary", summary(inS3));
      await lab.tables.put("details", detailRow("0:a", { status: "Completed" }), detailRow("2:c"));
      let refusals = 2;
      lab.ecs.script["StopTask"] = () =>
        (refusals -= 1) >= 0 ? new EcsFault("ServerException", "Something broke", 500) : {};
      await settle();
      expect(await ends()).toEqual([
        ["0:a", "Completed", undefined],
        ["2:c", "Failed", reason],
      ]);
      await expect(lab.tables.summaries()).resolves.toMatchObject([
        { status: "Failed", number_of_tasks: 3, completed_tasks: 1, failed_tasks: 2, running_tasks: 0 },
      ]);
    });

    it("When a task has no row yet, then it is found, and stopped too", async () => {
      await lab.tables.put("summary", summary(inS3));
      lab.ecs.script["ListTasks"] = ({ desiredStatus }: { desiredStatus: string }) => ({
        taskArns: desiredStatus === "RUNNING" ? [taskArn("1:b")] : [],
      });
      await settle();
      expect(await ends()).toEqual([["1:b", "Failed", reason]]);
      await expect(lab.tables.summaries()).resolves.toMatchObject([
        { status: "Failed", number_of_tasks: 2, failed_tasks: 2, running_tasks: 0 },
      ]);
      expect(lab.ecs.calls.map(({ operation }) => operation)).toContain("StopTask");
    });

    it("When all that was launched has completed, then the run has failed nevertheless: the rest of the list is not done", async () => {
      await lab.tables.put("summary", summary(inS3));
      await lab.tables.put("details", detailRow("0:a", { status: "Completed" }));
      await settle();
      await expect(lab.tables.summaries()).resolves.toMatchObject([
        { status: "Failed", number_of_tasks: 1, completed_tasks: 1, failed_tasks: 0, running_tasks: 0 },
      ]);
    });

    it("When nothing was launched, then the run has failed, with no tasks", async () => {
      await lab.tables.put("summary", summary(inS3));
      await settle();
      await expect(lab.tables.summaries()).resolves.toMatchObject([
        { status: "Failed", number_of_tasks: 0, failed_tasks: 0, running_tasks: 0 },
      ]);
    });
  });

  it.each<[string, SummaryRow[]]>([
    ["wrote no row", []],
    ["was refused, since its run id is another one's", [summary({ execution_arn: "arn:other" })]],
    ["has a run that was settled", [summary({ status: "Failed" })]],
  ])("When it %s, then nothing is done", async (_, summaries) => {
    await lab.tables.put("summary", ...summaries);
    await lab.tables.put("details", detailRow("a"));
    await settle();
    await expect(lab.tables.summaries()).resolves.toEqual(summaries);
    await expect(lab.tables.details()).resolves.toEqual([detailRow("a")]);
    expect(lab.ecs.calls).toEqual([]);
  });

  it("When its launcher writes the run's row as late as it may, then the run is found, and settled in the same call", async () => {
    const writtenAt = seconds + beginSeconds + 77;
    onPause = async () => {
      if (seconds < writtenAt || (await lab.tables.summaries()).length > 0) return;
      await lab.tables.put("summary", summary());
      await lab.tables.put("details", detailRow("a"));
    };
    const end = seconds + 300;
    await settle({ input: null }, () => (end - seconds) * 1_000);
    expect(await ends()).toEqual([
      ["a", "Failed", reason],
      ["b", "Failed", reason],
    ]);
  });
});
