import { setTimeout } from "node:timers/promises";
import { wantedCheckSeconds } from "../../../handlers/launch-time";
import { callsInInvocation } from "../../../handlers/run-task";
import type { LauncherDependencies } from "../../../handlers/task-launcher/begin-run";
import { launch, parallelLaunches } from "../../../handlers/task-launcher/launcher";
import { notLaunchedId, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { AuditStore } from "../../../workflow/audit-store";
import type { TaskKey } from "../../../workflow/run";
import type { TaskRecord } from "../../../workflow/task-rows";
import { clientTokenOf, rememberedSeconds } from "../../../workflow/client-token";
import type { LauncherAnswer, LaunchProgress } from "../../../workflow/iterator";
import type { TaskStatus } from "../../../workflow/status";
import { deployment } from "../../support/deployment";
import { startTasks, taskArn, toldTo } from "../../support/ecs-answers";
import { EcsFault, lost, sequence, type EcsAnswer } from "../../support/scripted-ecs";
import { detailRow, launcherDependencies, run, runLab, startTime, summaryRow } from "../../support/run-lab";

const specOf = (...names: string[]) => ({ taskList: names.map((taskName) => ({ taskName, objectKey: "in/file" })) });
const eventOf = (input: unknown) => ({ execution: { executionArn: "arn:execution", startTime, input } });
const capacity = { tasks: [], failures: [{ reason: "Capacity is unavailable at this time. Please try again later" }] };

describe("Given the launcher", () => {
  const lab = runLab(() => ({ RunTask: startTasks() }));
  let time: number;
  let dependencies: LauncherDependencies;
  beforeEach(() => {
    time = Date.parse(startTime);
    dependencies = launcherDependencies(lab, () => new Date(time));
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });

  const launchNow = (input: unknown, remainingMilliseconds = () => 300_000, iterator?: LauncherAnswer) =>
    launch({ ...eventOf(input), ...(iterator && { iterator }) }, dependencies, remainingMilliseconds);
  const tokensAsked = () => lab.ecs.calls.map(({ input }) => input["clientToken"]);
  const namesAsked = () => lab.ecs.calls.map(({ input }) => toldTo(input["overrides"], "task_name")).toSorted();

  /** What is handed over with entries left to launch. */
  const handedOver = (more: Partial<LaunchProgress>): LauncherAnswer => ({
    ...run,
    launching: true,
    launch: { next: 0, refusals: {}, at: startTime, waitSeconds: 5, ...more },
  });
  const row = (task_name: string, more: Partial<DetailRow> = {}) =>
    detailRow(task_name, { status: "Submitted", ...more });
  const refusedRow = (task_name: string, reason: string): DetailRow =>
    row(task_name, { ecs_task_id: notLaunchedId("kit", task_name), status: "Failed", reason });
  const summaryOf = (spec: { taskList: unknown[] }) => summaryRow(spec.taskList.length, { ...deployment, ...spec });

  describe("Given a list of tasks", () => {
    it("When it is launched, then the run is begun, each task started and each recorded as Submitted", async () => {
      await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
      await expect(lab.tables.summaries()).resolves.toEqual([summaryOf(specOf("a", "b", "c"))]);
      await expect(lab.tables.details()).resolves.toEqual([row("a"), row("b"), row("c")]);
    });

    it("When one of it is launched, then ECS is told all of it", async () => {
      await launchNow(specOf("a"));
      expect(lab.ecs.calls).toEqual([
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
                  ],
                },
              ],
            },
          },
        },
      ]);
    });

    it("When it is launched again, then nothing is asked of ECS and no row changes", async () => {
      await launchNow(specOf("a", "b"));
      lab.ecs.calls.length = 0;
      time += 60_000;
      await expect(launchNow(specOf("a", "b"))).resolves.toEqual({ ...run, launching: false });
      expect(lab.ecs.calls).toEqual([]);
      await expect(lab.tables.summaries()).resolves.toEqual([summaryOf(specOf("a", "b"))]);
      await expect(lab.tables.details()).resolves.toEqual([row("a"), row("b")]);
    });

    it("When some of it have rows, of whatever status, then only the others are launched", async () => {
      await dependencies.audit.beginRun(summaryOf(specOf("a", "b", "c")));
      await lab.tables.put("details", row("a", { status: "Running" }), refusedRow("b", "no"));
      await launchNow(specOf("a", "b", "c"));
      expect(namesAsked()).toEqual(["c"]);
    });

    it("When it is long, then it is launched in parallel, but not more at once than there may be", async () => {
      let atOnce = 0;
      let most = 0;
      let open = (): void => undefined;
      const full = new Promise<void>((resolve) => (open = resolve));
      const start = startTasks();
      lab.ecs.script = {
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
      await expect(lab.tables.details()).resolves.toHaveLength(120);
    });
  });

  describe("Given an answer that says nothing of the task", () => {
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
      ["an answer with nothing in it", { tasks: [], failures: [] }],
      ["a lost answer", lost],
    ])(
      "When it is %s, twice, then the task is asked for again under the same token and submitted",
      async (_, refusal) => {
        lab.ecs.script = { RunTask: sequence(refusal, refusal, startTasks()) };
        await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
        await expect(lab.tables.details()).resolves.toEqual([row("a")]);
        expect(tokensAsked()).toEqual(Array(3).fill(clientTokenOf("arn:execution", 0, 0)));
      },
    );

    it("When it lasts, then nobody pays the function to wait: the entry is handed over, under the same token", async () => {
      lab.ecs.script = { RunTask: () => new EcsFault("ServerException", "Something broke", 500) };
      const answer = await launchNow(specOf("a"));
      expect(answer).toEqual(handedOver({ next: 1, refusals: { 0: 0 }, unknownSince: expect.any(String) as string }));
      expect(lab.ecs.calls).toHaveLength(callsInInvocation);
    });

    it("When it is throttling and lasts, then no task of it runs", async () => {
      lab.ecs.script = { RunTask: () => new EcsFault("ThrottlingException", "Rate exceeded") };
      await expect(launchNow(specOf("a"))).resolves.toEqual(handedOver({ next: 1, refusals: { 0: 0 } }));
      expect(lab.ecs.calls).toHaveLength(callsInInvocation);
    });

    it("When ECS starts so many tasks a second and throttles the others in disguise, then few calls are in vain", async () => {
      const [tasks, perSecond, burst] = [50, 25, 10];
      const start = startTasks();
      const begin = performance.now();
      let started = 0;
      const lookupThrottled = new EcsFault("InvalidParameterException", "Error retrieving subnets: Rate exceeded");
      lab.ecs.script = {
        RunTask: (input, call) => {
          if (started >= burst + ((performance.now() - begin) * perSecond) / 1_000) return lookupThrottled;
          started += 1;
          return start(input, call);
        },
      };
      await launchNow(specOf(...Array.from({ length: tasks }, (_, index) => `task-${index}`)));
      await expect(lab.tables.details()).resolves.toHaveLength(tasks);
      expect(lab.ecs.calls.length).toBeLessThan(3 * tasks);
    });

    it("When an answer was lost after the task was started, then no second one is started", async () => {
      const started: string[] = [];
      const start = startTasks(started);
      const startAndLose: typeof start = async (input, call) => {
        await start(input, call);
        return lost;
      };
      lab.ecs.script = { RunTask: sequence(startAndLose, start) };
      await launchNow(specOf("a"));
      expect(started).toEqual(["a"]);
      await expect(lab.tables.details()).resolves.toEqual([row("a")]);
    });

    it("When it lasts until the function's time is short, then the entry is left for the next call, which does not wait", async () => {
      lab.ecs.script = { RunTask: () => lost };
      let remaining = 60_000;
      const answer = await launchNow(specOf("a", "b"), () => (remaining = Math.max(1_000, remaining - 5_000)));
      expect(answer).toEqual(
        handedOver({ next: 2, refusals: { 0: 0, 1: 0 }, waitSeconds: 0, unknownSince: expect.any(String) as string }),
      );
      await expect(lab.tables.details()).resolves.toEqual([]);
      lab.ecs.script = { RunTask: startTasks() };
      await expect(launchNow(specOf("a", "b"), undefined, answer)).resolves.toEqual({ ...run, launching: false });
      await expect(lab.tables.details()).resolves.toEqual([row("a"), row("b")]);
    });

    describe("Given that ECS then refuses for good", () => {
      const denied = new EcsFault("AccessDeniedException", "not authorized");
      const reason = "AccessDeniedException: not authorized";
      const again = (iterator?: LauncherAnswer, isRepeated = false) =>
        launch(
          { ...eventOf(specOf("a", "b")), isRepeated, ...(iterator && { iterator }) },
          dependencies,
          () => 300_000,
        );

      /** The monitor is left to find the tasks, and knows ECS's words. */
      const expectLeftToMonitor = async () => {
        await expect(lab.tables.details()).resolves.toEqual([]);
        await expect(lab.tables.summaries()).resolves.toMatchObject([{ launch_refusal: reason }]);
      };

      it("When an answer was lost in the same call, then the monitor is left to find the task", async () => {
        lab.ecs.script = { RunTask: sequence(lost, denied) };
        await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
        expect(lab.ecs.calls).toHaveLength(2);
        await expectLeftToMonitor();
      });

      it("When answers were lost to the end of an earlier call, then the monitor is left to find the tasks, whatever came between", async () => {
        lab.ecs.script = { RunTask: () => lost };
        let answer = await again();
        lab.ecs.script = { RunTask: () => new EcsFault("ClientException", "Capacity is unavailable at this time.") };
        answer = await again(answer);
        lab.ecs.script = { RunTask: () => denied };
        await expect(again(answer)).resolves.toEqual({ ...run, launching: false });
        await expectLeftToMonitor();
      });

      it.each([
        ["began the run", undefined, false],
        ["was handed the same", handedOver({ next: 1 }), true],
        ["was repeated once", handedOver({ next: 1, unknownSince: expect.any(String) as string }), false],
      ])(
        "When a call that %s may have died, then the monitor is left to find the tasks",
        async (_, iterator, repeated) => {
          await dependencies.audit.beginRun(summaryOf(specOf("a", "b")));
          lab.ecs.script = { RunTask: () => denied };
          await expect(again(iterator, repeated)).resolves.toEqual({ ...run, launching: false });
          await expectLeftToMonitor();
        },
      );

      it("When all earlier calls told what became of their entries, then each entry is Failed at once, for its reason", async () => {
        lab.ecs.script = { RunTask: () => capacity };
        const answer = await again(undefined, true);
        lab.ecs.script = { RunTask: () => denied };
        await expect(again(answer)).resolves.toEqual({ ...run, launching: false });
        const refused = (name: string) => refusedRow(name, `could not be launched: ${reason}`);
        await expect(lab.tables.details()).resolves.toEqual(expect.arrayContaining([refused("a"), refused("b")]));
      });
    });
  });

  describe("Given no room", () => {
    it.each<[string, EcsAnswer, string, number]>([
      ["capacity as a failure", capacity, capacity.failures[0]?.reason ?? "", 1],
      ["no memory", { tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] }, "RESOURCE:MEMORY", 1],
      ["an agent that is away", { tasks: [], failures: [{ reason: "AGENT" }] }, "AGENT", 1],
      ["an old failure, replayed without its reason", { tasks: [], failures: [{}] }, "ECS gives no reason", 1],
      [
        "capacity as ClientException",
        new EcsFault("ClientException", "Capacity is unavailable at this time."),
        "ClientException: Capacity is unavailable at this time.",
        0,
      ],
      [
        "a full quota as ClientException",
        new EcsFault("ClientException", "You've reached the limit on the number of vCPUs you can run concurrently"),
        "ClientException: You've reached the limit on the number of vCPUs you can run concurrently",
        0,
      ],
    ])(
      "When it is %s, then the entry is handed over with ECS's reason, and only a definite refusal takes the next token",
      async (_, refusal, reason, refusals) => {
        lab.ecs.script = { RunTask: () => refusal };
        const answer = await launchNow(specOf("a"));
        expect(answer).toEqual(handedOver({ next: 1, refusals: { 0: refusals } }));
        await expect(lab.tables.summaries()).resolves.toEqual([{ ...summaryOf(specOf("a")), launch_refusal: reason }]);
        lab.ecs.script = { RunTask: startTasks() };
        await expect(launchNow(specOf("a"), undefined, answer)).resolves.toEqual({ ...run, launching: false });
        await expect(lab.tables.details()).resolves.toEqual([row("a")]);
        expect(tokensAsked()).toEqual([0, refusals].map((count) => clientTokenOf("arn:execution", 0, count)));
      },
    );

    it("When it is refused however often, then it is asked for under a new token each time, and never given up", async () => {
      lab.ecs.script = { RunTask: () => capacity };
      let answer = await launchNow(specOf("a"));
      for (let refusals = 2; refusals <= 100; refusals++) {
        answer = await launchNow(specOf("a"), undefined, answer);
        expect(answer).toEqual(handedOver({ next: 1, refusals: { 0: refusals } }));
      }
      expect(new Set(tokensAsked()).size).toBe(100);
    });

    it("When one learns of it, then all know: those under way end, the others are not begun", async () => {
      lab.ecs.script = { RunTask: () => capacity };
      const names = Array.from({ length: 600 }, (_, index) => `task-${index}`);
      const answer = await launchNow(specOf(...names));
      expect(lab.ecs.calls).toHaveLength(parallelLaunches);
      expect(answer.launch?.next).toBe(parallelLaunches);
      await launchNow(specOf(...names), undefined, answer);
      expect(lab.ecs.calls).toHaveLength(parallelLaunches + 1);
    });

    it("When there is room again, then it is looked for by ones, twos, threes, in the order of the list", async () => {
      lab.ecs.script = { RunTask: () => capacity };
      const names = Array.from({ length: 9 }, (_, index) => `task-${index}`);
      const answer = await launchNow(specOf(...names));
      lab.ecs.calls.length = 0;
      const start = startTasks();
      lab.ecs.script = {
        RunTask: (input, call) => (call < 3 ? start(input, call) : capacity),
      };
      const next = await launchNow(specOf(...names), undefined, answer);
      expect(namesAsked()).toEqual(
        ["task-0", "task-1", "task-2", "task-3", "task-4", "task-5"].slice(0, lab.ecs.calls.length),
      );
      expect(lab.ecs.calls.length).toBeLessThanOrEqual(6);
      expect(Object.keys(next.launch?.refusals ?? {})).toEqual(["3", "4", "5", "6", "7", "8"]);
    });

    it("When the monitor has asked ECS for tasks without a row, then the rows say which entries have a task", async () => {
      await dependencies.audit.beginRun(summaryOf(specOf("a", "b")));
      await lab.tables.put("details", row("a"));
      lab.ecs.script = { RunTask: startTasks() };
      await launchNow(specOf("a", "b"), undefined, handedOver({ next: 2, refusals: { 0: 0, 1: 0 }, at: undefined }));
      expect(namesAsked()).toEqual(["b"]);
    });

    it.each([
      ["ECS remembers its token", 1, ["a", "b"]],
      ["ECS may have forgotten token and task, then the monitor says that it has none", 0, ["b"]],
    ])("When a task may have been started for an entry, and %s", async (_, sooner, asked) => {
      await dependencies.audit.beginRun(summaryOf(specOf("a", "b")));
      lab.ecs.script = { RunTask: startTasks() };
      time += (rememberedSeconds - sooner) * 1_000;
      const before = handedOver({ next: 1, refusals: { 0: 0 }, unknownSince: startTime });
      await expect(launchNow(specOf("a", "b"), undefined, before)).resolves.toEqual({ ...run, launching: false });
      expect(namesAsked()).toEqual(asked);
    });

    it.each([
      ["its answers are lost again", 300_000, new Date(Date.parse(startTime) + 60_000).toISOString()],
      ["there is no time to ask for it", 0, startTime],
    ])(
      "When a task may have been started for an entry, and %s, then that is told since then",
      async (_, left, since) => {
        await dependencies.audit.beginRun(summaryOf(specOf("a")));
        lab.ecs.script = { RunTask: () => lost };
        time += 60_000;
        const before = handedOver({ next: 1, refusals: { 0: 0 }, unknownSince: startTime });
        const { launch } = await launchNow(specOf("a"), () => left, before);
        expect(launch).toMatchObject({ refusals: { 0: 0 }, unknownSince: since });
      },
    );

    it("When the hand-over is older than ECS remembers tokens, then the rows say which entries have a task", async () => {
      lab.ecs.script = { RunTask: () => capacity };
      const answer = await launchNow(specOf("a", "b"));
      // The call after it started a task and was interrupted; the execution is redriven days later.
      await lab.tables.put("details", row("a", { status: "Completed" }));
      lab.ecs.calls.length = 0;
      lab.ecs.script = { RunTask: startTasks() };
      time += 1_800_000;
      await expect(launchNow(specOf("a", "b"), undefined, answer)).resolves.toMatchObject({ launching: false });
      expect(namesAsked()).toEqual(["a", "b"]);
      time += 1_200_000;
      lab.ecs.calls.length = 0;
      await launchNow(specOf("a", "b"), undefined, answer);
      expect(namesAsked()).toEqual([]);
    });
  });

  describe("Given the end of a run", () => {
    it("When the run's own time is over, then nothing is launched any more and the monitor takes over", async () => {
      await dependencies.audit.beginRun(summaryOf(specOf("a")));
      time += 3_600_000;
      await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
      expect(lab.ecs.calls).toEqual([]);
      await expect(lab.tables.details()).resolves.toEqual([]);
    });

    it.each([
      ["was settled by somebody", { status: "Failed" }],
      ["is being stopped", { stop_reason: "ABORTED" }],
    ])("When it %s, then nothing is launched any more", async (_, change) => {
      await dependencies.audit.beginRun(summaryOf(specOf("a")));
      await lab.tables.put("summary", { ...summaryOf(specOf("a")), ...change } as SummaryRow);
      await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When it is settled while its tasks are launched, then within seconds nothing more is", async () => {
      const names = Array.from({ length: 200 }, (_, index) => `task-${index}`);
      const start = startTasks();
      lab.ecs.script = {
        RunTask: async (input, call) => {
          if (call === 50) await dependencies.audit.updateRun(run, { stop_reason: "ABORTED", stop_time: startTime });
          if (call >= 50) time += (wantedCheckSeconds * 1_000) / 20;
          return start(input, call);
        },
      };
      await expect(launchNow(specOf(...names))).resolves.toEqual({ ...run, launching: false });
      expect(time - Date.parse(startTime)).toBeLessThan(wantedCheckSeconds * 1_000 * 4);
      expect(lab.ecs.calls.length).toBeLessThan(200);
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
        lab.ecs.script = {
          RunTask: (input: { overrides: unknown }, call) =>
            toldTo(input.overrides, "task_name") === "b" ? refusal : start(input as never, call),
        };
        await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
        expect(namesAsked()).toEqual(["a", "b", "c"]);
        await expect(lab.tables.details()).resolves.toEqual([
          row("a"),
          row("c"),
          refusedRow("b", `could not be launched: ${reason}`),
        ]);
      },
    );
  });

  it("When the token is known with other parameters and no task is named, then the monitor is left to find it", async () => {
    lab.ecs.script = { RunTask: () => new EcsFault("ConflictException", "Token was used", 400) };
    await expect(launchNow(specOf("a"))).resolves.toEqual({ ...run, launching: false });
    expect(lab.ecs.calls).toHaveLength(1);
    await expect(lab.tables.details()).resolves.toEqual([]);
  });

  it("When the token is known with other parameters, then the task that it started is adopted", async () => {
    const conflict = { resourceIds: [taskArn("a")] };
    lab.ecs.script = { RunTask: () => new EcsFault("ConflictException", "Token was used", 400, conflict) };
    await launchNow(specOf("a"));
    await expect(lab.tables.details()).resolves.toEqual([row("a")]);
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
    const audit = new ForgetfulStore(lab.tables.client, { summary: "summary", details: "details" }, dependencies.now);
    const started: string[] = [];
    lab.ecs.script = { RunTask: startTasks(started) };
    dependencies = { ...dependencies, audit };
    await expect(launchNow(specOf("a", "b", "c"))).rejects.toMatchObject({
      name: "TasksNotRecorded",
      message: "Rows of tasks that could not be written: 1. First error: Throughput exceeds the current capacity",
    });
    await expect(lab.tables.details()).resolves.toEqual([row("a"), row("c")]);
    audit.forget = "";
    await expect(launchNow(specOf("a", "b", "c"))).resolves.toEqual({ ...run, launching: false });
    await expect(lab.tables.details()).resolves.toEqual([row("a"), row("b"), row("c")]);
    expect(started.toSorted()).toEqual(["a", "b", "c"]);
  });

  describe("Given a run that has begun", () => {
    it("When a deploy came in between, then it goes on with the task definition that it began with, and is not refused", async () => {
      lab.ecs.script = { RunTask: () => capacity };
      const answer = await launchNow({ ...specOf("a"), taskDefinition: "kit:1" });
      dependencies = {
        ...dependencies,
        deployment: { ...deployment, taskDefinition: "kit:2", securityGroupId: "sg-2" },
      };
      lab.ecs.script = { RunTask: startTasks() };
      await launchNow({ ...specOf("a"), taskDefinition: "kit:1" }, undefined, answer);
      await launchNow(specOf("a"));
      expect(lab.ecs.calls.map(({ input }) => input["taskDefinition"])).toEqual(["kit:1", "kit:1"]);
      await expect(lab.tables.details()).resolves.toEqual([row("a")]);
    });
  });

  describe("Given what must not start", () => {
    it("When the input is no valid spec, then nothing is written or launched", async () => {
      await expect(launchNow({ taskList: [] })).rejects.toMatchObject({
        name: "InvalidWorkflowSpec",
        faults: ["taskList: must be a list of at least one entry, received []"],
      });
      await expect(lab.tables.summaries()).resolves.toEqual([]);
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When another execution has the run id, then nothing is launched", async () => {
      const theirs = { ...summaryOf(specOf("a")), execution_arn: "arn:other" };
      await lab.tables.put("summary", theirs);
      await expect(launchNow(specOf("a"))).rejects.toMatchObject({ name: "RunIdAlreadyUsed" });
      await expect(lab.tables.summaries()).resolves.toEqual([theirs]);
      expect(lab.ecs.calls).toEqual([]);
    });
  });

  it("When the spec brings a name, an id and a timeout, then they are the run's", async () => {
    const input = { ...specOf("a"), workflowName: "mine", workflowRunId: "7", timeoutSeconds: 60 };
    await expect(launchNow(input)).resolves.toEqual({ workflowName: "mine", workflowRunId: "7", launching: false });
    await expect(lab.tables.summaries()).resolves.toMatchObject([
      { workflow_name: "mine", workflow_run_id: "7", timeout_seconds: 60 },
    ]);
  });
});
