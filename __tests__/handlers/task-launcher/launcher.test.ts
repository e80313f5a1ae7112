import { setTimeout } from "node:timers/promises";
import { launchWindowSeconds, minimumAttempts } from "../../../handlers/task-launcher/launch-time";
import { launch, parallelLaunches, type LauncherDependencies } from "../../../handlers/task-launcher/launcher";
import { notLaunchedId, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { AuditStore, type TaskKey, type TaskRecord } from "../../../workflow/audit-store";
import type { TaskStatus } from "../../../workflow/status";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { deployment } from "../../support/deployment";
import { startTasks, taskArn, toldTo } from "../../support/ecs-answers";
import {
  EcsFault,
  lost,
  sequence,
  startScriptedEcs,
  type EcsAnswer,
  type ScriptedEcs,
} from "../../support/scripted-ecs";
import { noLists } from "../../support/lists";

const startTime = "2026-11-24T22:48:54.000Z";
const run = { workflowName: "kit", workflowRunId: "20261124224854000" };
const specOf = (...names: string[]) => ({ taskList: names.map((taskName) => ({ taskName, objectKey: "in/file" })) });
const eventOf = (input: unknown) => ({ execution: { executionArn: "arn:execution", startTime, input } });
const capacity = { tasks: [], failures: [{ reason: "Capacity is unavailable at this time. Please try again later" }] };

describe("Given the launcher", () => {
  let tables: AuditTables;
  let ecs: ScriptedEcs;
  let time: number;
  let dependencies: LauncherDependencies;
  beforeAll(async () => {
    ecs = await startScriptedEcs();
  });
  beforeEach(async () => {
    tables = await startAuditTables();
    time = Date.parse(startTime);
    ecs.calls.length = 0;
    ecs.script = { RunTask: startTasks() };
    const now = () => new Date(time);
    dependencies = {
      ecs: ecs.client,
      audit: new AuditStore(tables.client, { summary: "summary", details: "details" }, now),
      deployment,
      maxTimeoutSeconds: 3_600,
      readList: noLists,
      logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
      now,
    };
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => tables.close());
  afterAll(() => ecs.close());

  const launchNow = (input: unknown, remainingMilliseconds = () => 300_000) =>
    launch(eventOf(input), dependencies, remainingMilliseconds);
  const namesAsked = () => ecs.calls.map(({ input }) => toldTo(input["overrides"], "task_name")).toSorted();

  const row = (task_name: string, more: Partial<DetailRow> = {}): DetailRow => ({
    workflow_run_id: run.workflowRunId,
    ecs_task_id: taskArn(task_name),
    workflow_name: "kit",
    task_name,
    status: "Submitted",
    start_time: startTime,
    update_time: startTime,
    ...more,
  });
  const refusedRow = (task_name: string, reason: string): DetailRow =>
    row(task_name, { ecs_task_id: notLaunchedId("kit", task_name), status: "Failed", reason });
  const summaryOf = (spec: { taskList: unknown[] }): SummaryRow => ({
    workflow_name: "kit",
    workflow_run_id: run.workflowRunId,
    workflow_specs: JSON.stringify({ ...deployment, ...spec }),
    number_of_tasks: spec.taskList.length,
    execution_arn: "arn:execution",
    timeout_seconds: 3_600,
    status: "Running",
    start_time: startTime,
    update_time: startTime,
    completed_tasks: 0,
    failed_tasks: 0,
    timed_out_tasks: 0,
    running_tasks: spec.taskList.length,
  });

  describe("Given a list of tasks", () => {
    it("When it is launched, then the run is begun, each task started and each recorded as Submitted", async () => {
      await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
      await expect(tables.summaries()).resolves.toEqual([summaryOf(specOf("a", "b", "c"))]);
      await expect(tables.details()).resolves.toEqual([row("a"), row("b"), row("c")]);
    });

    it("When one of it is launched, then ECS is told all of it", async () => {
      await launchNow(specOf("a"));
      expect(ecs.calls).toEqual([
        {
          operation: "RunTask",
          input: {
            cluster: "kit",
            taskDefinition: "kit:1",
            count: 1,
            clientToken: "77ad127b508214ca355e7888b92726c9affe2b488cf05da945f12dab3eebdc80",
            startedBy: run.workflowRunId,
            networkConfiguration: {
              awsvpcConfiguration: {
                subnets: ["subnet-1", "subnet-2"],
                securityGroups: ["sg-1"],
                assignPublicIp: "DISABLED",
              },
            },
            overrides: {
              containerOverrides: [
                {
                  name: "ecs-task",
                  environment: [
                    { name: "workflow_name", value: "kit" },
                    { name: "workflow_run_id", value: run.workflowRunId },
                    { name: "task_name", value: "a" },
                    { name: "s3_bucket_name", value: "kit-bucket" },
                    { name: "object_key", value: "in/file" },
                    { name: "target_folder", value: "" },
                    { name: "simulated_work_seconds", value: "0" },
                  ],
                },
              ],
            },
          },
        },
      ]);
    });

    it("When the spec names its own network, then the tasks run there", async () => {
      const network = { subnetIdLiteral: "subnet-9", securityGroupId: "sg-9", assignPublicIp: "ENABLED" };
      await launchNow({ ...specOf("a"), ...network });
      expect(ecs.calls).toMatchObject([
        {
          input: {
            networkConfiguration: {
              awsvpcConfiguration: { subnets: ["subnet-9"], securityGroups: ["sg-9"], assignPublicIp: "ENABLED" },
            },
          },
        },
      ]);
    });

    it("When it is launched again, then nothing is asked of ECS and no row changes", async () => {
      await launchNow(specOf("a", "b"));
      ecs.calls.length = 0;
      time += 60_000;
      await expect(launchNow(specOf("a", "b"))).resolves.toEqual({ ...run, launching: false });
      expect(ecs.calls).toEqual([]);
      await expect(tables.summaries()).resolves.toEqual([summaryOf(specOf("a", "b"))]);
      await expect(tables.details()).resolves.toEqual([row("a"), row("b")]);
    });

    it("When some of it have rows, of whatever status, then only the others are launched", async () => {
      await tables.put("details", row("a", { status: "Running" }), refusedRow("b", "no"));
      await launchNow(specOf("a", "b", "c"));
      expect(namesAsked()).toEqual(["c"]);
    });

    it("When it is long, then it is launched in parallel, but not more at once than there may be", async () => {
      let atOnce = 0;
      let most = 0;
      let open = (): void => undefined;
      const full = new Promise<void>((resolve) => (open = resolve));
      const start = startTasks();
      ecs.script = {
        RunTask: async (input, call) => {
          most = Math.max(most, ++atOnce);
          if (atOnce === parallelLaunches) open();
          await full;
          await setTimeout(50);
          atOnce -= 1;
          return start(input, call);
        },
      };
      const names = Array.from({ length: 120 }, (_, index) => `task-${index}`);
      await launchNow(specOf(...names));
      expect(most).toBe(parallelLaunches);
      await expect(tables.details()).resolves.toHaveLength(120);
    });
  });

  describe("Given a refusal that passes", () => {
    it.each<[string, EcsAnswer]>([
      ["ThrottlingException", new EcsFault("ThrottlingException", "Rate exceeded")],
      ["TooManyRequestsException", new EcsFault("TooManyRequestsException", "Slow down", 429)],
      ["RequestLimitExceeded", new EcsFault("RequestLimitExceeded", "Slow down", 503)],
      ["ServerException", new EcsFault("ServerException", "Something broke", 500)],
      ["a gateway's error", new EcsFault("Unknown", "Bad gateway", 502)],
      [
        "throttling of a look-up inside InvalidParameterException",
        new EcsFault("InvalidParameterException", "Error retrieving subnet information for [subnet-1]: Rate exceeded"),
      ],
      ["capacity as ClientException", new EcsFault("ClientException", "Capacity is unavailable at this time.")],
      [
        "a full quota",
        new EcsFault("ClientException", "You've reached the limit on the number of vCPUs you can run concurrently"),
      ],
      ["capacity as a failure", capacity],
      ["no memory", { tasks: [], failures: [{ arn: "arn:instance", reason: "RESOURCE:MEMORY" }] }],
      ["an agent that is away", { tasks: [], failures: [{ reason: "AGENT" }] }],
      ["an answer with nothing in it", { tasks: [], failures: [] }],
      ["a lost answer", lost],
    ])(
      "When it is %s, twice, then the task is asked for again under the same token and submitted",
      async (_, refusal) => {
        ecs.script = { RunTask: sequence(refusal, refusal, startTasks()) };
        await launchNow(specOf("a"));
        await expect(tables.details()).resolves.toEqual([row("a")]);
        expect(ecs.calls).toHaveLength(3);
        expect(new Set(ecs.calls.map(({ input }) => input["clientToken"])).size).toBe(1);
      },
    );

    it("When ECS starts so many tasks a second and throttles the others in disguise, then few calls are in vain", async () => {
      const [tasks, perSecond, burst] = [50, 25, 10];
      const start = startTasks();
      const begin = performance.now();
      let started = 0;
      const lookupThrottled = new EcsFault("InvalidParameterException", "Error retrieving subnets: Rate exceeded");
      ecs.script = {
        RunTask: (input, call) => {
          if (started >= burst + ((performance.now() - begin) * perSecond) / 1_000) return lookupThrottled;
          started += 1;
          return start(input, call);
        },
      };
      await launchNow(specOf(...Array.from({ length: tasks }, (_, index) => `task-${index}`)));
      await expect(tables.details()).resolves.toHaveLength(tasks);
      expect(ecs.calls.length).toBeLessThan(3 * tasks);
    });

    it("When an answer was lost after the task was started, then no second one is started", async () => {
      const started: string[] = [];
      const start = startTasks(started);
      const startAndLose: typeof start = async (input, call) => {
        await start(input, call);
        return lost;
      };
      ecs.script = { RunTask: sequence(startAndLose, start) };
      await launchNow(specOf("a"));
      expect(started).toEqual(["a"]);
      await expect(tables.details()).resolves.toEqual([row("a")]);
    });

    it("When it lasts until the function's time is short, then the entry is left for the next invocation", async () => {
      ecs.script = { RunTask: () => capacity };
      let remaining = 60_000;
      await expect(launchNow(specOf("a", "b"), () => (remaining -= 5_000))).resolves.toEqual({
        ...run,
        launching: true,
      });
      await expect(tables.details()).resolves.toEqual([]);
      ecs.script = { RunTask: startTasks() };
      await expect(launchNow(specOf("a", "b"))).resolves.toEqual({ ...run, launching: false });
      await expect(tables.details()).resolves.toEqual([row("a"), row("b")]);
    });

    it("When it lasts beyond the launch window, then the entry is asked for a last few times and Failed", async () => {
      ecs.script = { RunTask: () => capacity };
      await dependencies.audit.beginRun(summaryOf(specOf("a")));
      time += launchWindowSeconds * 1_000;
      await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
      expect(ecs.calls).toHaveLength(minimumAttempts);
      const at = new Date(time).toISOString();
      const reason =
        "could not be launched (attempts: 5): Capacity is unavailable at this time. Please try again later";
      await expect(tables.details()).resolves.toEqual([
        { ...refusedRow("a", reason), start_time: at, update_time: at },
      ]);
    });

    it("When one of the answers was lost and ECS refuses ever after, then the monitor is left to find the task", async () => {
      ecs.script = { RunTask: sequence(lost, ...Array<EcsAnswer>(minimumAttempts).fill(capacity)) };
      await dependencies.audit.beginRun(summaryOf(specOf("a")));
      time += launchWindowSeconds * 1_000;
      await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
      expect(ecs.calls).toHaveLength(minimumAttempts);
      await expect(tables.details()).resolves.toEqual([]);
    });

    it("When the run's own time is over, then nothing is launched any more and the monitor takes over", async () => {
      await dependencies.audit.beginRun(summaryOf(specOf("a")));
      time += 3_600_000;
      await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
      expect(ecs.calls).toEqual([]);
      await expect(tables.details()).resolves.toEqual([]);
    });

    it("When a function has less time than its reserve from the start, then it still launches", async () => {
      let remaining = 3_000;
      await expect(launchNow(specOf("a"), () => (remaining -= 10))).resolves.toEqual({ ...run, launching: false });
    });
  });

  describe("Given a refusal that does not pass", () => {
    it.each<[string, EcsAnswer, string]>([
      [
        "AccessDeniedException",
        new EcsFault("AccessDeniedException", "not authorized to perform: ecs:RunTask"),
        "AccessDeniedException: not authorized to perform: ecs:RunTask",
      ],
      [
        "ClusterNotFoundException",
        new EcsFault("ClusterNotFoundException", "Cluster not found."),
        "ClusterNotFoundException: Cluster not found.",
      ],
      [
        "InvalidParameterException",
        new EcsFault("InvalidParameterException", "TaskDefinition not found."),
        "InvalidParameterException: TaskDefinition not found.",
      ],
      [
        "a failure of another kind",
        { tasks: [], failures: [{ arn: "arn:x", reason: "ATTRIBUTE", detail: "no such attribute" }] },
        "ATTRIBUTE: no such attribute",
      ],
    ])(
      "When it is %s, then it is asked once, the entry is Failed and the others launched",
      async (_, refusal, reason) => {
        const start = startTasks();
        ecs.script = {
          RunTask: (input: { overrides: unknown }, call) =>
            toldTo(input.overrides, "task_name") === "b" ? refusal : start(input as never, call),
        };
        await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
        expect(namesAsked()).toEqual(["a", "b", "c"]);
        await expect(tables.details()).resolves.toEqual([
          row("a"),
          row("c"),
          refusedRow("b", `could not be launched (attempts: 1): ${reason}`),
        ]);
      },
    );
  });

  it("When the token is known with other parameters, then the task that it started is adopted", async () => {
    const conflict = { resourceIds: [taskArn("a")] };
    ecs.script = { RunTask: () => new EcsFault("ConflictException", "Token was used", 400, conflict) };
    await launchNow(specOf("a"));
    await expect(tables.details()).resolves.toEqual([row("a")]);
  });

  it("When a row cannot be written, then the others are launched, the launcher fails, and the next time it is written", async () => {
    class ForgetfulStore extends AuditStore {
      forget = "b";
      override recordTask(key: TaskKey, status: TaskStatus, record: TaskRecord): Promise<TaskStatus> {
        return record.task_name === this.forget
          ? Promise.reject(new Error("Throughput exceeds the current capacity"))
          : super.recordTask(key, status, record);
      }
    }
    const audit = new ForgetfulStore(tables.client, { summary: "summary", details: "details" }, dependencies.now);
    const started: string[] = [];
    ecs.script = { RunTask: startTasks(started) };
    dependencies = { ...dependencies, audit };
    await expect(launchNow(specOf("a", "b", "c"))).rejects.toMatchObject({
      name: "TasksNotRecorded",
      message: "Rows of tasks that could not be written: 1. First error: Throughput exceeds the current capacity",
    });
    await expect(tables.details()).resolves.toEqual([row("a"), row("c")]);
    audit.forget = "";
    await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
    await expect(tables.details()).resolves.toEqual([row("a"), row("b"), row("c")]);
    expect(started.toSorted()).toEqual(["a", "b", "c"]);
  });

  describe("Given what must not start", () => {
    it("When the input is no valid spec, then nothing is written or launched", async () => {
      await expect(launchNow({ taskList: [] })).rejects.toMatchObject({
        name: "InvalidWorkflowSpec",
        faults: ["taskList: must have at least one task, received 0"],
      });
      await expect(tables.summaries()).resolves.toEqual([]);
      expect(ecs.calls).toEqual([]);
    });

    it("When another execution has the run id, then nothing is launched", async () => {
      const theirs = { ...summaryOf(specOf("a")), execution_arn: "arn:other" };
      await tables.put("summary", theirs);
      await expect(launchNow(specOf("a"))).rejects.toMatchObject({ name: "RunIdAlreadyUsed" });
      await expect(tables.summaries()).resolves.toEqual([theirs]);
      expect(ecs.calls).toEqual([]);
    });
  });

  it("When the spec brings a name, an id and a timeout, then they are the run's", async () => {
    const input = { ...specOf("a"), workflowName: "mine", workflowRunId: "7", timeoutSeconds: 60 };
    await expect(launchNow(input)).resolves.toEqual({ workflowName: "mine", workflowRunId: "7", launching: false });
    await expect(tables.summaries()).resolves.toMatchObject([
      { workflow_name: "mine", workflow_run_id: "7", timeout_seconds: 60 },
    ]);
  });
});
