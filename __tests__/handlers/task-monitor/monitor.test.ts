import { monitor } from "../../../handlers/task-monitor/monitor";
import { launchEndSeconds, type MonitorDependencies } from "../../../handlers/task-monitor/poll";
import { lookSeconds } from "../../../handlers/task-monitor/strays";
import { missingGraceSeconds } from "../../../handlers/task-monitor/tasks-in-ecs";
import { notLaunchedId, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { rememberedSeconds } from "../../../workflow/client-token";
import { functionTimeoutSeconds } from "../../../workflow/deadline";
import type { MonitorAnswer, MonitorEvent } from "../../../workflow/iterator";
import { overridesFor, taskArn } from "../../support/ecs-answers";
import { monitorDependencies } from "../../support/monitor-dependencies";
import { EcsFault, sequence } from "../../support/scripted-ecs";
import { after, detailRow as row, run, runLab, startTime, summaryRow } from "../../support/run-lab";

const timeoutSeconds = 3_600;
const startTimeoutSeconds = 120;
/** Time after which ECS lists whatever a launcher started of which nobody knows. */
const listedSeconds = functionTimeoutSeconds + launchEndSeconds;

const summaryOf = (names: readonly string[], more: Partial<SummaryRow> = {}) =>
  summaryRow(names.length, { taskList: names.map((taskName) => ({ taskName, objectKey: "in/file" })) }, more);

/** ECS that knows these tasks by name, and no others. */
const knowing =
  (tasks: Record<string, object>) =>
  ({ tasks: asked }: { tasks: string[] }) => {
    const known = new Map(Object.entries(tasks).map(([name, task]) => [taskArn(name), task]));
    return {
      tasks: asked.filter((arn) => known.has(arn)).map((arn) => ({ taskArn: arn, ...known.get(arn) })),
      failures: asked.filter((arn) => !known.has(arn)).map((arn) => ({ arn, reason: "MISSING" })),
    };
  };
const running = { lastStatus: "RUNNING" };
const died = {
  lastStatus: "STOPPED",
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  containers: [{ name: "ecs-task", exitCode: 1 }],
};
const diedReason =
  "its container ended without recording the end (EssentialContainerExited); Essential container in task exited; " +
  "container ecs-task exited with code 1";

describe("Given the monitor", () => {
  const lab = runLab();
  let seconds: number;
  let dependencies: MonitorDependencies;
  beforeEach(() => {
    seconds = 60;
    dependencies = monitorDependencies(lab.tables, lab.ecs, startTimeoutSeconds, () => new Date(after(seconds)));
  });

  /** A run as the tables have it. */
  async function begin(names: readonly string[], ...rows: DetailRow[]): Promise<void> {
    await lab.tables.put("summary", summaryOf(names));
    await lab.tables.put("details", ...rows);
  }
  const poll = (event: MonitorEvent = { ...run, monitoringSince: startTime }) => monitor(event, dependencies);
  const operations = () => lab.ecs.calls.map(({ operation }) => operation);
  const counted = (completedTasks: number, failedTasks: number, timedOutTasks: number, runningTasks: number) => ({
    completedTasks,
    failedTasks,
    timedOutTasks,
    runningTasks,
  });
  const goingOn = (more: Partial<MonitorAnswer>): MonitorAnswer => ({
    ...run,
    monitoringSince: startTime,
    allRecorded: true,
    launching: false,
    continue: true,
    waitSeconds: 6,
    status: "Running",
    ...counted(0, 0, 0, 0),
    ...more,
  });
  const ended = (more: Partial<MonitorAnswer>): MonitorAnswer => goingOn({ continue: false, ...more });
  /** The answer for a run of the one entry `a` that did not complete. */
  const endedBadly = (
    status: "Failed" | "TimedOut",
    reason: string,
    more: Partial<MonitorAnswer> = {},
  ): MonitorAnswer =>
    ended({
      status: "Failed",
      ...(status === "Failed" ? counted(0, 1, 0, 0) : counted(0, 0, 1, 0)),
      error: "TasksFailed",
      cause: `1 of 1 tasks did not complete:\n- a ${status}: ${reason}`,
      failures: [{ taskName: "a", status, reason }],
      ...more,
    });

  describe("Given tasks that record their ends themselves", () => {
    it("When all completed, then the run is Completed and ECS is not asked", async () => {
      await begin(["a", "b"], row("a", { status: "Completed" }), row("b", { status: "Completed" }));
      await expect(poll()).resolves.toEqual(ended({ status: "Completed", ...counted(2, 0, 0, 0) }));
      await expect(lab.tables.summaries()).resolves.toEqual([
        summaryOf(["a", "b"], { status: "Completed", completed_tasks: 2, running_tasks: 0, update_time: after(60) }),
      ]);
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When one failed, then the run is Failed and says which and why", async () => {
      await begin(["a", "b"], row("a", { status: "Failed", reason: "NoSuchKey" }), row("b", { status: "Completed" }));
      await expect(poll()).resolves.toEqual(
        ended({
          status: "Failed",
          ...counted(1, 1, 0, 0),
          error: "TasksFailed",
          cause: "1 of 2 tasks did not complete:\n- a Failed: NoSuchKey",
          failures: [{ taskName: "a", status: "Failed", reason: "NoSuchKey" }],
        }),
      );
      await expect(lab.tables.summaries()).resolves.toMatchObject([{ status: "Failed", failed_tasks: 1 }]);
    });

    it("When it is polled first, then monitoring begins now", async () => {
      await begin(["a"], row("a", { status: "Completed" }));
      await expect(poll({ ...run })).resolves.toMatchObject({ monitoringSince: after(60) });
    });

    it("When some still run, then it goes on, and a task that wrote just now is not asked about", async () => {
      await begin(["a", "b", "c"], row("a"), row("b", { update_time: after(58) }), row("c", { status: "Completed" }));
      lab.ecs.script = { DescribeTasks: knowing({ a: running, b: running }) };
      await expect(poll()).resolves.toEqual(goingOn(counted(1, 0, 0, 2)));
      expect(lab.ecs.calls).toEqual([{ operation: "DescribeTasks", input: { cluster: "kit", tasks: [taskArn("a")] } }]);
    });

    it("When nothing changed, then the summary row is not written again", async () => {
      await begin(["a"], row("a"));
      lab.ecs.script = { DescribeTasks: knowing({ a: running }) };
      await poll();
      await expect(lab.tables.summaries()).resolves.toEqual([summaryOf(["a"])]);
    });

    it("When many run, then ECS is asked about at most 100 a call, and each once", async () => {
      const names = Array.from({ length: 250 }, (_, index) => `task-${index}`);
      await begin(names, ...names.map((name) => row(name)));
      lab.ecs.script = { DescribeTasks: knowing(Object.fromEntries(names.map((name) => [name, running]))) };
      await expect(poll()).resolves.toEqual(goingOn(counted(0, 0, 0, 250)));
      const asked = lab.ecs.calls.map(({ input }) => input["tasks"] as string[]);
      expect(asked.map((arns) => arns.length).toSorted()).toEqual([100, 100, 50]);
      expect(new Set(asked.flat()).size).toBe(250);
    });
  });

  describe("Given a task that ECS says is stopped", () => {
    it("When its row is open, then it is Failed with the stop code, exit code and reason", async () => {
      await begin(["a"], row("a"));
      lab.ecs.script = { DescribeTasks: knowing({ a: died }) };
      await expect(poll()).resolves.toEqual(endedBadly("Failed", diedReason));
      await expect(lab.tables.details()).resolves.toEqual([
        row("a", { status: "Failed", reason: diedReason, exit_code: 1, update_time: after(60) }),
      ]);
    });

    it("When it recorded its end while ECS was asked, then its own word stands", async () => {
      const completed = row("a", { status: "Completed", destination_key: "in/file_1" });
      await begin(["a"], row("a"));
      const describe = knowing({ a: { ...died, containers: [{ name: "ecs-task", exitCode: 0 }] } });
      lab.ecs.script = {
        DescribeTasks: async (input: { tasks: string[] }) => {
          await lab.tables.put("details", completed);
          return describe(input);
        },
      };
      await expect(poll()).resolves.toEqual(ended({ status: "Completed", ...counted(1, 0, 0, 0) }));
      await expect(lab.tables.details()).resolves.toEqual([completed]);
    });

    it("When the poll is repeated, then answer and rows are the same", async () => {
      await begin(["a", "b"], row("a"), row("b"));
      lab.ecs.script = { DescribeTasks: knowing({ a: died, b: running }) };
      const first = await poll();
      const rows = [await lab.tables.summaries(), await lab.tables.details()];
      await expect(poll()).resolves.toEqual(first);
      expect([await lab.tables.summaries(), await lab.tables.details()]).toEqual(rows);
    });
  });

  describe("Given a task with a timeoutSeconds of its own", () => {
    const environment = [{ name: "task_timeout_seconds", value: "30" }];
    const started = (time: number) => ({
      ...running,
      startedAt: Date.parse(after(time)) / 1_000,
      overrides: { containerOverrides: [{ name: "job", environment }] },
    });

    it("When it has run longer, then it is TimedOut and stopped, and the run goes on", async () => {
      await begin(["a", "b"], row("a"), row("b"));
      lab.ecs.script = { DescribeTasks: knowing({ a: started(29), b: started(31) }) };
      await expect(poll()).resolves.toMatchObject({ continue: true, ...counted(0, 0, 1, 1) });
      expect(lab.ecs.calls.filter(({ operation }) => operation === "StopTask").map(({ input }) => input)).toEqual([
        { cluster: "kit", task: taskArn("a"), reason: "Timed out after its 30 s" },
      ]);
      const reason = "still Running after its 30 s, so it was stopped";
      const timedOut = { status: "TimedOut", reason, update_time: after(60), stop_time: after(60) } as const;
      await expect(lab.tables.details()).resolves.toEqual([row("a", timedOut), row("b")]);
    });

    it("When its stop is not accepted, then the next poll asks again, and until then it is not over", async () => {
      await begin(["a"], row("a"));
      lab.ecs.script = {
        DescribeTasks: knowing({ a: started(29) }),
        StopTask: () => new EcsFault("ServerException", "not now", 500),
      };
      await expect(poll()).resolves.toMatchObject({ continue: true });
      lab.ecs.script = {};
      await expect(poll()).resolves.toMatchObject({ continue: false, ...counted(0, 0, 1, 0) });
    });
  });

  describe("Given a task that ECS does not know", () => {
    beforeEach(() => begin(["a"], row("a")));
    const missing = row("a", { missing_since: after(60) });

    it("When it is missed first, then that is noted and it goes on", async () => {
      lab.ecs.script = { DescribeTasks: knowing({}) };
      await expect(poll()).resolves.toEqual(goingOn(counted(0, 0, 0, 1)));
      await expect(lab.tables.details()).resolves.toEqual([missing]);
    });

    it("When it is missing for less than the grace, then nothing changes", async () => {
      lab.ecs.script = { DescribeTasks: knowing({}) };
      await poll();
      seconds += missingGraceSeconds - 1;
      await expect(poll()).resolves.toMatchObject({ continue: true, ...counted(0, 0, 0, 1) });
      await expect(lab.tables.details()).resolves.toEqual([missing]);
    });

    it("When it is missing for the grace, then it is Failed", async () => {
      lab.ecs.script = { DescribeTasks: knowing({}) };
      await poll();
      seconds += missingGraceSeconds;
      const reason = `ECS has not known the task since ${after(60)}; it forgets a task an hour after it stopped`;
      await expect(poll()).resolves.toEqual(endedBadly("Failed", reason, { waitSeconds: 36 }));
    });

    it("When it is known again, then the note is gone and the grace starts anew", async () => {
      lab.ecs.script = { DescribeTasks: sequence(knowing({}), knowing({ a: running }), knowing({})) };
      await poll();
      await expect(poll()).resolves.toEqual(goingOn(counted(0, 0, 0, 1)));
      await expect(lab.tables.details()).resolves.toEqual([row("a")]);
      seconds += missingGraceSeconds;
      await expect(poll()).resolves.toMatchObject({ continue: true });
      await expect(lab.tables.details()).resolves.toEqual([
        row("a", { missing_since: after(60 + missingGraceSeconds) }),
      ]);
    });
  });

  describe("Given a run whose entries were all seen to have a row", () => {
    const recorded = { ...run, monitoringSince: startTime, allRecorded: true };

    it("When it is polled, then what is not among the unfinished rows counts as Completed, unread", async () => {
      await begin(["a", "b", "c"], row("c", { update_time: after(58) }));
      await expect(poll(recorded)).resolves.toEqual(goingOn(counted(2, 0, 0, 1)));
    });

    it("When nothing is unfinished, then the run is Completed", async () => {
      await begin(["a"], row("a", { status: "Completed" }));
      await expect(poll(recorded)).resolves.toEqual(ended({ status: "Completed", ...counted(1, 0, 0, 0) }));
    });

    it("When an entry failed in one task and completed in another, then it is Completed", async () => {
      const failed = row("a", { status: "Failed", reason: "answer lost", ecs_task_id: notLaunchedId("kit", "a") });
      await begin(["a"], failed, row("a", { status: "Completed" }));
      await expect(poll(recorded)).resolves.toEqual(ended({ status: "Completed", ...counted(1, 0, 0, 0) }));
    });

    it("When a task dies, then it is settled and the run fails with its reason", async () => {
      await begin(["a", "b"], row("a", { status: "Completed" }), row("b"));
      lab.ecs.script = { DescribeTasks: knowing({ b: died }) };
      await expect(poll(recorded)).resolves.toMatchObject({
        status: "Failed",
        ...counted(1, 1, 0, 0),
        failures: [{ taskName: "b", status: "Failed", reason: diedReason }],
      });
    });
  });

  describe("Given an entry without a row", () => {
    const notLaunched = (reason: string): DetailRow =>
      row("b", {
        ecs_task_id: notLaunchedId("kit", "b"),
        status: "Failed",
        reason,
        start_time: after(seconds),
        update_time: after(seconds),
      });
    const familyOf = (tasks: Record<string, object>) => ({
      ListTasks: ({ desiredStatus }: { desiredStatus: string }) => ({
        taskArns: desiredStatus === "RUNNING" ? Object.keys(tasks).map(taskArn) : [],
      }),
      DescribeTasks: knowing(tasks),
    });
    beforeEach(() => begin(["a", "b"], row("a", { status: "Completed" })));

    it("When the start deadline has not passed, then it counts as running and ECS is not asked", async () => {
      seconds = startTimeoutSeconds - 1;
      await expect(poll()).resolves.toEqual(goingOn({ allRecorded: false, waitSeconds: 12, ...counted(1, 0, 0, 1) }));
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When it has passed and ECS has the task, then the task is adopted", async () => {
      seconds = startTimeoutSeconds;
      lab.ecs.script = familyOf({
        b1: { ...running, overrides: overridesFor("b", "kit", run.workflowRunId) },
        b2: { ...running, overrides: overridesFor("b", "kit", "1") },
        b3: { ...running, overrides: overridesFor("b", "other", run.workflowRunId) },
        b4: running,
      });
      await expect(poll()).resolves.toEqual(goingOn({ waitSeconds: 12, ...counted(1, 0, 0, 1) }));
      await expect(lab.tables.details()).resolves.toEqual([
        row("a", { status: "Completed" }),
        {
          ...row("b", { status: "Submitted", start_time: after(120), update_time: after(120) }),
          ecs_task_id: taskArn("b1"),
        },
      ]);
      expect(lab.ecs.calls.slice(0, 2)).toEqual(
        ["RUNNING", "STOPPED"].map((desiredStatus) => ({
          operation: "ListTasks",
          input: { cluster: "kit", family: "kit", desiredStatus },
        })),
      );
    });

    it("When its task records its end and ECS forgets it while ECS is asked, then its own word stands", async () => {
      seconds = startTimeoutSeconds;
      const completed = row("b", { status: "Completed" });
      lab.ecs.script = {
        ListTasks: async () => {
          await lab.tables.put("details", completed);
          return { taskArns: [] };
        },
      };
      await expect(poll()).resolves.toMatchObject({ status: "Completed", ...counted(2, 0, 0, 0) });
      await expect(lab.tables.details()).resolves.toEqual([row("a", { status: "Completed" }), completed]);
    });

    it("When ECS lists a task but does not describe it, then it is waited for, but not longer than the grace", async () => {
      seconds = startTimeoutSeconds;
      lab.ecs.script = { ListTasks: familyOf({ b1: running }).ListTasks, DescribeTasks: knowing({}) };
      await expect(poll()).resolves.toMatchObject({ continue: true, ...counted(1, 0, 0, 1) });
      seconds += missingGraceSeconds;
      await expect(poll()).resolves.toMatchObject({ continue: false, ...counted(1, 1, 0, 0) });
    });

    it("When it has passed and ECS has no such task, then it is Failed as not launched", async () => {
      seconds = startTimeoutSeconds;
      lab.ecs.script = familyOf({});
      await expect(poll()).resolves.toMatchObject({ status: "Failed", ...counted(1, 1, 0, 0) });
      await expect(lab.tables.details()).resolves.toEqual([
        row("a", { status: "Completed" }),
        notLaunched("was not launched: 120 s after monitoring began it had no row, and ECS has no task of it"),
      ]);
    });

    it("When the run's deadline passes first, then it is Failed as not launched too, once ECS would tell of its task", async () => {
      lab.ecs.script = familyOf({});
      const late = { ...run, monitoringSince: after(timeoutSeconds) };
      seconds = timeoutSeconds + launchEndSeconds - 1;
      await expect(poll(late)).resolves.toMatchObject({ status: "Running", ...counted(1, 0, 0, 1) });
      expect(lab.ecs.calls).toEqual([]);
      seconds = timeoutSeconds + launchEndSeconds;
      await expect(poll(late)).resolves.toMatchObject({
        status: "Failed",
        ...counted(1, 1, 0, 0),
      });
      await expect(lab.tables.details()).resolves.toEqual([
        row("a", { status: "Completed" }),
        notLaunched("was not launched within the run's 3600 s"),
      ]);
    });
  });

  describe("Given that entries are left to be launched", () => {
    const launch = { next: 1, refusals: {}, at: startTime, waitSeconds: 42 };
    const launching = { ...run, launching: true, launch };
    const notLaunched = (reason: string): DetailRow =>
      row("b", {
        ecs_task_id: notLaunchedId("kit", "b"),
        status: "Failed",
        reason,
        start_time: after(seconds),
        update_time: after(seconds),
      });
    beforeEach(() => begin(["a", "b"], row("a")));

    it("When another has died, then it is settled, and the launcher's word is passed on with its wait", async () => {
      seconds = startTimeoutSeconds + 1;
      lab.ecs.script = { DescribeTasks: knowing({ a: died }) };
      await expect(poll(launching)).resolves.toEqual(
        goingOn({
          monitoringSince: after(seconds),
          allRecorded: false,
          launching: true,
          launch,
          waitSeconds: 42,
          ...counted(0, 1, 0, 1),
        }),
      );
      expect(operations()).toEqual(["DescribeTasks"]);
    });

    it.each<[string, number, { readonly unknownSince?: string }]>([
      ["too early", lookSeconds, { unknownSince: after(lookSeconds - listedSeconds + 1) }],
      ["in time", lookSeconds, {}],
      ["so late that ECS may have forgotten it", rememberedSeconds, { unknownSince: startTime }],
    ])(
      "When ECS is asked for tasks without a row, %s for one that an unknown call started, then the launcher is told to read the rows, and whether it may go by them",
      async (_, moment, left) => {
        seconds = moment;
        const overrides = overridesFor("b", "kit", run.workflowRunId);
        lab.ecs.script = {
          ListTasks: () => ({ taskArns: [taskArn("a"), taskArn("b")] }),
          DescribeTasks: knowing({ a: running, b: { ...running, overrides } }),
        };
        const unknownSince = left.unknownSince ?? after(lookSeconds - listedSeconds);
        const answer = await poll({ ...launching, launch: { ...launch, unknownSince } });
        const { at: _at, ...others } = launch;
        expect(JSON.parse(JSON.stringify(answer.launch))).toEqual({ ...others, ...left });
        expect((await lab.tables.details()).map(({ task_name }) => task_name)).toEqual(["a", "b"]);
      },
    );

    it("When ECS does not describe a task that it lists, then nobody knows yet what an unknown call started", async () => {
      seconds = lookSeconds;
      lab.ecs.script = { ListTasks: () => ({ taskArns: [taskArn("b")] }), DescribeTasks: knowing({ a: running }) };
      const unknownSince = startTime;
      const { launch: passedOn } = await poll({ ...launching, launch: { ...launch, unknownSince } });
      expect(passedOn).toMatchObject({ unknownSince });
    });

    it("When somebody else launches, then ECS is asked each half an hour", async () => {
      lab.ecs.script = { ListTasks: () => ({ taskArns: [] }), DescribeTasks: knowing({ a: running }) };
      const asked = async (moment: number, before: object) => {
        lab.ecs.calls.length = 0;
        seconds = moment;
        const answer = await poll({ ...run, launching: true, monitoringSince: startTime, ...before });
        return { answer, isAsked: operations().includes("ListTasks") };
      };
      const early = await asked(lookSeconds - 1, {});
      const first = await asked(lookSeconds, early.answer);
      const next = await asked(2 * lookSeconds - 1, first.answer);
      expect([early, first, next].map(({ isAsked }) => isAsked)).toEqual([false, true, false]);
    });

    it("When the deadline has passed, then what has no row is not launched, with ECS's last reason, and the run ends", async () => {
      seconds = timeoutSeconds + launchEndSeconds;
      await lab.tables.put("summary", { ...summaryOf(["a", "b"]), launch_refusal: "RESOURCE:MEMORY" });
      lab.ecs.script = { DescribeTasks: knowing({ a: running }), ListTasks: () => ({ taskArns: [] }) };
      await expect(poll(launching)).resolves.toMatchObject({
        launching: false,
        continue: false,
        status: "Failed",
        ...counted(0, 1, 1, 0),
      });
      expect((await lab.tables.details()).find(({ task_name }) => task_name === "b")).toEqual(
        notLaunched("was not launched within the run's 3600 s; the last refusal of ECS: RESOURCE:MEMORY"),
      );
    });

    it("When the deadline has passed and somebody else launches, then what runs is stopped and nothing else judged", async () => {
      seconds = timeoutSeconds;
      lab.ecs.script = { DescribeTasks: knowing({ a: running }) };
      await expect(poll({ ...run, launching: true })).resolves.toMatchObject({
        launching: false,
        continue: false,
        status: "Running",
        ...counted(0, 0, 1, 1),
      });
      await expect(lab.tables.details()).resolves.toHaveLength(1);
    });
  });

  describe("Given a run past its deadline", () => {
    const reason = "still Running after the run's 3600 s, so it was stopped";
    const timedOut = row("a", { status: "TimedOut", reason, update_time: after(timeoutSeconds) });
    const stopped = { ...timedOut, stop_time: after(timeoutSeconds) };
    beforeEach(() => {
      seconds = timeoutSeconds;
    });

    it("When a task runs, then it is TimedOut, then stopped, and the run ends", async () => {
      await begin(["a"], row("a"));
      const statuses: unknown[] = [];
      lab.ecs.script = {
        DescribeTasks: knowing({ a: running }),
        StopTask: async () => {
          statuses.push(...(await lab.tables.details()).map(({ status }) => status));
          // A long list's stops take their time.
          seconds += 20;
          return { task: {} };
        },
      };
      await expect(poll()).resolves.toEqual(endedBadly("TimedOut", reason, { waitSeconds: 120 }));
      await expect(lab.tables.details()).resolves.toEqual([{ ...stopped, stop_time: after(timeoutSeconds + 20) }]);
      expect(statuses).toEqual(["TimedOut"]);
      expect(lab.ecs.calls.at(-1)).toEqual({
        operation: "StopTask",
        input: { cluster: "kit", task: taskArn("a"), reason: "Timed out after the run's 3600 s" },
      });
    });

    it("When ECS does not know a young task yet, then its stop is asked for again, and until then it is not over", async () => {
      await begin(["a"], row("a", { start_time: after(timeoutSeconds - 2), update_time: after(timeoutSeconds - 2) }));
      lab.ecs.script = {
        DescribeTasks: knowing({}),
        StopTask: () => new EcsFault("InvalidParameterException", "The referenced task was not found.", 400),
      };
      await expect(poll()).resolves.toMatchObject({ continue: true, ...counted(0, 0, 0, 1) });
      lab.ecs.script = { DescribeTasks: knowing({ a: running }) };
      await expect(poll()).resolves.toMatchObject({ continue: false, ...counted(0, 0, 1, 0) });
      expect(operations()).toEqual(["DescribeTasks", "StopTask", "StopTask"]);
    });

    it("When a task just wrote, then it is asked about nevertheless: one that died is Failed, not TimedOut", async () => {
      await begin(["a"], row("a", { update_time: after(timeoutSeconds - 1) }));
      lab.ecs.script = { DescribeTasks: knowing({ a: died }) };
      await expect(poll()).resolves.toEqual(endedBadly("Failed", diedReason, { waitSeconds: 120 }));
      expect(operations()).toEqual(["DescribeTasks"]);
    });

    it("When a task completes in the last moment, then it is not stopped", async () => {
      await begin(["a"], row("a"));
      const { audit } = dependencies;
      jest.spyOn(audit, "recordTask").mockImplementationOnce(async (...record) => {
        await lab.tables.put("details", row("a", { status: "Completed" }));
        return audit.recordTask(...record);
      });
      lab.ecs.script = { DescribeTasks: knowing({ a: running }) };
      await expect(poll()).resolves.toMatchObject({ status: "Completed", ...counted(1, 0, 0, 0) });
      expect(operations()).toEqual(["DescribeTasks"]);
    });

    it("When a stop is not accepted, then it is asked for again by the next poll", async () => {
      await begin(["a"], row("a"));
      lab.ecs.script = {
        DescribeTasks: knowing({ a: running }),
        StopTask: sequence(new EcsFault("ThrottlingException", "Rate exceeded"), { task: {} }),
      };
      await expect(poll()).resolves.toEqual(goingOn({ waitSeconds: 120, ...counted(0, 0, 0, 1) }));
      await expect(lab.tables.details()).resolves.toEqual([timedOut]);
      await expect(poll()).resolves.toEqual(endedBadly("TimedOut", reason, { waitSeconds: 120 }));
      await expect(lab.tables.details()).resolves.toEqual([stopped]);
    });

    it("When a stop is never accepted, then the run ends nevertheless", async () => {
      await begin(["a"], timedOut);
      lab.ecs.script = { StopTask: () => new EcsFault("AccessDeniedException", "not authorized") };
      seconds += 299;
      await expect(poll()).resolves.toMatchObject({ continue: true });
      seconds += 1;
      await expect(poll()).resolves.toMatchObject({ continue: false, status: "Failed", ...counted(0, 0, 1, 0) });
      expect(operations()).toEqual(["StopTask", "StopTask"]);
      const stop_refusal = "AccessDeniedException: not authorized";
      await expect(lab.tables.details()).resolves.toEqual([{ ...timedOut, stop_refusal }]);
    });

    it("When nobody asked again for long, then it is asked for nevertheless", async () => {
      await begin(["a"], timedOut);
      seconds += 10_000;
      await expect(poll()).resolves.toMatchObject({ continue: false, status: "Failed", ...counted(0, 0, 1, 0) });
      expect(operations()).toEqual(["StopTask"]);
    });

    it("When ECS does not find the task to stop, then it is stopped", async () => {
      await begin(["a"], timedOut);
      lab.ecs.script = {
        StopTask: () => new EcsFault("InvalidParameterException", "The referenced task was not found."),
      };
      await expect(poll()).resolves.toMatchObject({ continue: false });
      await expect(lab.tables.details()).resolves.toEqual([stopped]);
    });
  });

  describe("Given an execution whose launcher failed", () => {
    const Cause = JSON.stringify({ errorType: "TasksNotRecorded", errorMessage: "3 rows were not written", trace: [] });
    const adopted = (more: object = {}): MonitorEvent => ({
      execution: { executionArn: "arn:execution", startTime, input: {}, ...more },
      launchFailure: { Error: "TasksNotRecorded", Cause },
    });
    const launchError = "TasksNotRecorded: 3 rows were not written";
    const nothingLaunched = ended({
      allRecorded: false,
      monitoringSince: after(60),
      waitSeconds: 0,
      status: "Failed",
      error: "LaunchFailed",
      cause: `The launcher failed and nothing was launched: ${launchError}`,
    });

    it("When it began no run, then it ends at once as LaunchFailed", async () => {
      await expect(poll(adopted())).resolves.toEqual(nothingLaunched);
      await expect(lab.tables.summaries()).resolves.toEqual([]);
    });

    it("When the run belongs to another execution, then that one is left alone", async () => {
      await begin(["a"], row("a"));
      await expect(poll(adopted({ executionArn: "arn:other" }))).resolves.toEqual(nothingLaunched);
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When it began its run, then what was launched is monitored, and what was not fails with its error", async () => {
      await begin(["a", "b"], row("a", { status: "Completed" }));
      const first = await poll(adopted());
      expect(first).toEqual(
        goingOn({
          allRecorded: false,
          monitoringSince: after(60),
          waitSeconds: 5,
          launchError,
          ...counted(1, 0, 0, 1),
        }),
      );
      seconds += startTimeoutSeconds;
      const reason = `was not launched, since launching ended early: ${launchError}`;
      await expect(poll(first)).resolves.toEqual({
        ...first,
        allRecorded: true,
        continue: false,
        waitSeconds: 12,
        status: "Failed",
        ...counted(1, 1, 0, 0),
        error: "TasksFailed",
        cause: `1 of 2 tasks did not complete:\n- b Failed: ${reason}`,
        failures: [{ taskName: "b", status: "Failed", reason }],
      });
    });

    it("When the input names its own run, then that one is found", async () => {
      await lab.tables.put("summary", summaryOf(["a"], { workflow_name: "mine", workflow_run_id: "7" }));
      const input = { workflowName: "mine", workflowRunId: "7" };
      await expect(poll(adopted({ input }))).resolves.toMatchObject({ ...input, continue: true, launchError });
    });

    it("When its cause is plain and long, then it is kept, but cut", async () => {
      const launchFailure = { Error: "States.Timeout", Cause: "x".repeat(30_000) };
      const { cause } = await poll({ ...(adopted() as Extract<MonitorEvent, { execution: object }>), launchFailure });
      expect(cause).toMatch(/nothing was launched: States.Timeout: x+…$/);
      expect(cause?.length).toBeLessThan(600);
    });
  });

  it("When a run has no summary row, then the error says so", async () => {
    await expect(poll()).rejects.toMatchObject({ name: "RunNotFound" });
  });
});
