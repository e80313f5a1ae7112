import { monitor } from "../../../handlers/task-monitor/monitor";
import { launchEndSeconds, type MonitorDependencies } from "../../../handlers/task-monitor/poll";
import { notLaunchedId, type DetailRow, type SummaryRow } from "../../../workflow/audit-rows";
import { clientTokenOf, rememberedSeconds } from "../../../workflow/client-token";
import { overridesOf } from "../../../workflow/task-overrides";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { deployment } from "../../support/deployment";
import { taskArn, toldTo } from "../../support/ecs-answers";
import { monitorDependencies } from "../../support/monitor-dependencies";
import { EcsFault, lost, sequence, startScriptedEcs, type ScriptedEcs } from "../../support/scripted-ecs";

const startTime = "2026-11-24T22:48:54.000Z";
const run = { workflowName: "kit", workflowRunId: "20261124224854000" };
const timeoutSeconds = 3_600;
const after = (seconds: number): string => new Date(Date.parse(startTime) + seconds * 1_000).toISOString();
const spec = { ...deployment, taskList: [{ taskName: "a", objectKey: "in/file" }] };

const summary: SummaryRow = {
  workflow_name: "kit",
  workflow_run_id: run.workflowRunId,
  workflow_specs: JSON.stringify(spec),
  number_of_tasks: 1,
  execution_arn: "arn:execution",
  timeout_seconds: timeoutSeconds,
  status: "Running",
  start_time: startTime,
  update_time: startTime,
};

const row = (more: Partial<DetailRow> = {}): DetailRow => ({
  workflow_run_id: run.workflowRunId,
  ecs_task_id: taskArn("first"),
  workflow_name: "kit",
  task_name: "a",
  status: "Running",
  start_time: startTime,
  update_time: startTime,
  ...more,
});

const overridesOfAttempt = (attempt: number, retryOn: "any" | "infrastructure" = "any", attempts = 3) =>
  overridesOf(spec, { ...spec.taskList[0], taskName: "a", attempts, retryOn }, run.workflowRunId, attempt);

/** A task that stopped by its own fault, as ECS describes it. */
const stopped = {
  taskArn: taskArn("first"),
  lastStatus: "STOPPED",
  stopCode: "EssentialContainerExited",
  taskDefinitionArn: "arn:aws:ecs:eu-west-1:111122223333:task-definition/kit:7",
  // ECS adds to what it was given.
  overrides: { ...overridesOfAttempt(1), inferenceAcceleratorOverrides: [] },
  containers: [{ name: "ecs-task", exitCode: 1 }],
};
const stoppedReason =
  "its container ended without recording the end (EssentialContainerExited); container ecs-task exited with code 1";
const interrupted = { stopCode: "SpotInterruption", capacityProviderName: "FARGATE_SPOT", containers: [] };
const noRoom = { tasks: [], failures: [{ reason: "You've reached the limit on the number of vCPUs" }] };
const second = { tasks: [{ taskArn: taskArn("second") }], failures: [] };

describe("Given the monitor, and a task that stopped badly whose entry may have further attempts", () => {
  let tables: AuditTables;
  let ecs: ScriptedEcs;
  let seconds: number;
  let dependencies: MonitorDependencies;
  beforeAll(async () => {
    ecs = await startScriptedEcs();
    // Full jitter of nothing: retries follow at once.
    jest.spyOn(Math, "random").mockReturnValue(0);
  });
  beforeEach(async () => {
    tables = await startAuditTables();
    seconds = 60;
    ecs.calls.length = 0;
    dependencies = monitorDependencies(tables, ecs, 600, () => new Date(after(seconds)));
    await tables.put("summary", summary);
    await tables.put("details", row());
    describing(stopped);
  });
  afterEach(() => tables.close());
  afterAll(() => ecs.close());

  /** Has ECS know these tasks, and start a second one. */
  function describing(...tasks: { readonly taskArn: string; readonly [attribute: string]: unknown }[]): void {
    ecs.script = {
      DescribeTasks: ({ tasks: asked }: { tasks: string[] }) => ({
        tasks: tasks.filter((task) => asked.includes(task.taskArn)),
        failures: asked.filter((arn) => !tasks.some((task) => task.taskArn === arn)).map(missing),
      }),
      ListTasks: ({ desiredStatus }: { desiredStatus: string }) => ({
        taskArns: tasks
          .map((task) => task.taskArn)
          .filter((arn) => (arn === taskArn("first")) === (desiredStatus === "STOPPED")),
      }),
      RunTask: () => second,
    };
  }
  const missing = (arn: string) => ({ arn, reason: "MISSING" });
  const poll = () => monitor({ ...run, monitoringSince: startTime, allRecorded: true }, dependencies);
  const asked = () => ecs.calls.filter(({ operation }) => operation === "RunTask").map(({ input }) => input);
  const rows = async (): Promise<Partial<Record<string, DetailRow>>> =>
    Object.fromEntries(
      (await tables.details()).map((one): [string, DetailRow] => [one.ecs_task_id.split("/").at(-1) ?? "", one]),
    );
  const goesOn = { continue: true, failedTasks: 0, runningTasks: 1 };

  it("When it is polled, then the same task is started under a token of the first one's ARN, and counts for it", async () => {
    await expect(poll()).resolves.toMatchObject(goesOn);
    expect(asked()).toEqual([
      {
        cluster: "kit",
        taskDefinition: stopped.taskDefinitionArn,
        count: 1,
        startedBy: run.workflowRunId,
        clientToken: clientTokenOf(taskArn("first"), 0),
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: ["subnet-1", "subnet-2"],
            securityGroups: ["sg-1"],
            assignPublicIp: "DISABLED",
          },
        },
        overrides: overridesOfAttempt(2),
      },
    ]);
    const next = row({
      ecs_task_id: taskArn("second"),
      status: "Submitted",
      start_time: after(60),
      update_time: after(60),
      attempt: 2,
      attempts: 3,
      follows: taskArn("first"),
    });
    await expect(rows()).resolves.toEqual({
      first: row({
        status: "Failed",
        update_time: after(60),
        reason: stoppedReason,
        exit_code: 1,
        attempt: 1,
        attempts: 3,
        followed_by: taskArn("second"),
      }),
      second: next,
    });
    for await (const page of dependencies.audit.pages(run, "unfinished")) expect(page).toEqual([next]);
    expect.assertions(4);
  });

  it("When the second completes, then the run is Completed, with one task", async () => {
    await poll();
    await dependencies.audit.recordTask({ ...run, taskId: taskArn("second") }, "Completed", { task_name: "a" });
    await expect(poll()).resolves.toMatchObject({ status: "Completed", completedTasks: 1, failedTasks: 0 });
  });

  it("When the last one stops badly too, then the entry has failed, for its reason", async () => {
    const overrides = overridesOfAttempt(3);
    describing({ ...stopped, overrides });
    const cause = `1 of 1 tasks did not complete:\n- a Failed: attempt 3 of 3: ${stoppedReason}`;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1, cause });
    expect(asked()).toEqual([]);
    await expect(rows()).resolves.toMatchObject({ first: { status: "Failed", attempt: 3, attempts: 3 } });
  });

  it("When it noted its own reason before it ended, then its row says that", async () => {
    await tables.put("details", row({ reason: "NoSuchKey" }));
    await poll();
    await expect(rows()).resolves.toMatchObject({ first: { status: "Failed", reason: "NoSuchKey" } });
  });

  it("When it recorded its end after its row was read, then there is no other", async () => {
    const { audit } = dependencies;
    ecs.script["DescribeTasks"] = async () => {
      await audit.recordTask({ ...run, taskId: taskArn("first") }, "Completed", { task_name: "a" });
      return { tasks: [stopped] };
    };
    await expect(poll()).resolves.toMatchObject({ status: "Completed" });
    expect(asked()).toEqual([]);
  });

  it.each([
    ["its own fault", 0, {}],
    ["a Spot interruption", 1, interrupted],
    ["its machine's health", 1, { stopCode: "InfrastructureHealth" }],
    [
      "a start that timed out",
      1,
      { stopCode: "TaskFailedToStart", stoppedReason: "CannotPullContainerError: i/o timeout" },
    ],
    [
      "an image that is not there",
      0,
      { stopCode: "TaskFailedToStart", stoppedReason: "CannotPullContainerError: not found" },
    ],
  ])("When attempts are for infrastructure alone, and it stopped by %s, then %i follow", async (_, count, how) => {
    describing({
      ...stopped,
      ...how,
      overrides: { ...overridesOfAttempt(1, "infrastructure"), inferenceAcceleratorOverrides: [] },
    });
    await poll();
    expect(asked()).toHaveLength(count);
  });

  it.each([
    ["the last", 2, [{ capacityProvider: "FARGATE", weight: 1 }]],
    ["not the last", 1, undefined],
  ])("When Spot took it back, and the next is %s, then that one runs where it should", async (_, attempt, strategy) => {
    describing({
      ...stopped,
      ...interrupted,
      overrides: { ...overridesOfAttempt(attempt), inferenceAcceleratorOverrides: [] },
    });
    await poll();
    expect(asked().map(({ capacityProviderStrategy }) => capacityProviderStrategy)).toEqual([strategy]);
  });

  it("When there is no room, then later polls ask under the next tokens, though ECS has forgotten the first", async () => {
    ecs.script["RunTask"] = sequence(noRoom, noRoom, second);
    await expect(poll()).resolves.toMatchObject(goesOn);
    describing();
    ecs.script["RunTask"] = sequence(noRoom, noRoom, second);
    seconds = 3_000;
    await expect(poll()).resolves.toMatchObject(goesOn);
    await expect(poll()).resolves.toMatchObject(goesOn);
    expect(asked().map(({ clientToken }) => clientToken)).toEqual(
      [0, 1, 2].map((count) => clientTokenOf(taskArn("first"), count)),
    );
    expect(new Set(asked().map((input) => JSON.stringify({ ...input, clientToken: "" }))).size).toBe(1);
    const { first, second: next } = await rows();
    expect(first).toMatchObject({ status: "Failed", reason: stoppedReason, followed_by: taskArn("second") });
    expect(first?.next_attempt).toBeUndefined();
    expect(next).toMatchObject({ status: "Submitted", attempt: 2 });
  });

  it("When there is no room until the deadline, then it fails for both reasons, and is asked for no more", async () => {
    ecs.script["RunTask"] = () => noRoom;
    await poll();
    seconds = timeoutSeconds + launchEndSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
    expect(asked()).toHaveLength(1);
    const why = `${stoppedReason}; attempt 2 of 3 was not started: ${noRoom.failures[0]?.reason}`;
    await expect(rows()).resolves.toMatchObject({ first: { status: "Failed", reason: why } });
  });

  it("When the run is over, or is to be stopped, then there is no other", async () => {
    seconds = timeoutSeconds + launchEndSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
    seconds = 45 + launchEndSeconds;
    await tables.put("details", row());
    await tables.put("summary", { ...summary, stop_reason: "stopped", stop_time: after(46) });
    // Another poll that began before may be starting one.
    await expect(poll()).resolves.toMatchObject({ continue: true, runningTasks: 1 });
    await tables.put("summary", { ...summary, stop_reason: "stopped", stop_time: after(45) });
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
    expect(asked()).toEqual([]);
  });

  const denied = new EcsFault("AccessDeniedException", "not authorized");

  it("When ECS refuses it for good, then it fails for both reasons, once ECS would tell of a task that a poll which died has started", async () => {
    ecs.script["RunTask"] = () => denied;
    await expect(poll()).resolves.toMatchObject(goesOn);
    seconds += launchEndSeconds - 1;
    await expect(poll()).resolves.toMatchObject(goesOn);
    seconds += 1;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
    const why = `${stoppedReason}; attempt 2 of 3 was not started: AccessDeniedException: not authorized`;
    await expect(rows()).resolves.toMatchObject({ first: { status: "Failed", reason: why } });
  });

  it("When a poll that died has started it, ECS refuses it for good since then, and tells late of it, then it follows the first", async () => {
    ecs.script["RunTask"] = () => denied;
    await expect(poll()).resolves.toMatchObject(goesOn);
    const overrides = overridesOfAttempt(2);
    describing(stopped, { ...stopped, taskArn: taskArn("second"), lastStatus: "RUNNING", overrides });
    ecs.script["RunTask"] = () => denied;
    seconds += launchEndSeconds;
    await expect(poll()).resolves.toMatchObject(goesOn);
    await expect(rows()).resolves.toMatchObject({
      first: { status: "Failed", reason: stoppedReason, followed_by: taskArn("second") },
      second: { status: "Submitted", attempt: 2, follows: taskArn("first") },
    });
  });

  it("When it is refused for good, finds no room and is refused for good again, then the time counts from the last beginning", async () => {
    ecs.script["RunTask"] = sequence(denied, noRoom, denied);
    await poll();
    seconds += launchEndSeconds;
    await expect(poll()).resolves.toMatchObject(goesOn);
    await expect(poll()).resolves.toMatchObject(goesOn);
    seconds += launchEndSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
  });

  const overrides = overridesOfAttempt(2);
  const running = { ...stopped, taskArn: taskArn("second"), lastStatus: "RUNNING", overrides };

  it("When the answers are lost until the poll ends, then the next one finds the task that was started", async () => {
    ecs.script["RunTask"] = () => lost;
    await expect(poll()).resolves.toMatchObject(goesOn);
    ecs.calls.length = 0;
    describing(stopped, running);
    seconds += 10;
    await expect(poll()).resolves.toMatchObject(goesOn);
    expect(asked()).toEqual([]);
    await expect(rows()).resolves.toMatchObject({
      first: { status: "Failed", followed_by: taskArn("second") },
      second: { status: "Submitted", attempt: 2, follows: taskArn("first") },
    });
  });

  it("When the next poll comes so late that ECS may have forgotten task and token, then it is not asked for again", async () => {
    ecs.script["RunTask"] = () => lost;
    await expect(poll()).resolves.toMatchObject(goesOn);
    ecs.calls.length = 0;
    seconds += rememberedSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, failedTasks: 1 });
    expect(asked()).toEqual([]);
    const why = expect.stringMatching(/; attempt 2 of 3 was not started: /) as string;
    await expect(rows()).resolves.toMatchObject({ first: { status: "Failed", reason: why } });
  });

  it.each([
    ["ECS would have told of the task", launchEndSeconds, [goesOn, goesOn]],
    ["it may tell late of the task", 1, [goesOn, { continue: false, failedTasks: 1 }]],
  ])(
    "When there is no room since, from when %s, then later polls ask again as long as that is safe",
    async (_, wait, answers) => {
      ecs.script["RunTask"] = () => lost;
      await poll();
      ecs.script["RunTask"] = () => new EcsFault("ClientException", "Capacity is unavailable at this time.");
      seconds += wait;
      await expect(poll()).resolves.toMatchObject(answers[0] as object);
      seconds += rememberedSeconds;
      await expect(poll()).resolves.toMatchObject(answers[1] as object);
    },
  );

  it("When the answer is lost, then it is asked for again under the same token", async () => {
    ecs.script["RunTask"] = sequence(lost, second);
    await expect(poll()).resolves.toMatchObject(goesOn);
    expect(asked().map(({ clientToken }) => clientToken)).toEqual(Array(2).fill(clientTokenOf(taskArn("first"), 0)));
    await expect(rows()).resolves.toMatchObject({ second: { attempt: 2, follows: taskArn("first") } });
  });

  it("When all answers are lost until the deadline, then the task that runs nevertheless is found, follows the first, and is stopped", async () => {
    ecs.script["RunTask"] = () => lost;
    await expect(poll()).resolves.toMatchObject(goesOn);
    const next = {
      ...stopped,
      taskArn: taskArn("second"),
      lastStatus: "RUNNING",
      overrides: overridesOfAttempt(2),
    };
    describing(stopped, next);
    seconds = timeoutSeconds + launchEndSeconds;
    await poll();
    await expect(poll()).resolves.toMatchObject({ continue: false, timedOutTasks: 1 });
    expect(ecs.calls.filter(({ operation }) => operation === "StopTask").map(({ input }) => input["task"])).toEqual([
      taskArn("second"),
    ]);
    await expect(rows()).resolves.toMatchObject({
      first: { status: "Failed", followed_by: taskArn("second") },
      second: { status: "TimedOut", attempt: 2, attempts: 3, follows: taskArn("first") },
    });
  });

  it("When only the next task's container wrote that task's row before the deadline, then it follows the first all the same", async () => {
    await tables.put("details", row({ ecs_task_id: taskArn("second"), attempt: 2, attempts: 3 }));
    describing(stopped, { ...stopped, taskArn: taskArn("second"), lastStatus: "RUNNING" });
    seconds = timeoutSeconds + launchEndSeconds;
    await poll();
    await expect(poll()).resolves.toMatchObject({ continue: false, timedOutTasks: 1 });
    await expect(rows()).resolves.toMatchObject({
      first: { status: "Failed", followed_by: taskArn("second") },
      second: { status: "TimedOut", attempt: 2, attempts: 3, follows: taskArn("first") },
    });
  });

  it("When that task stopped badly too, then it follows the first, and nothing follows it", async () => {
    await tables.put("details", row({ ecs_task_id: taskArn("second"), attempt: 2, attempts: 3 }));
    describing(stopped, { ...stopped, taskArn: taskArn("second"), overrides: overridesOfAttempt(2) });
    seconds = timeoutSeconds + launchEndSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, status: "Failed", failedTasks: 1 });
    const { first, second } = await rows();
    expect([first?.attempt, first?.follows, first?.followed_by]).toEqual([1, undefined, taskArn("second")]);
    expect([second?.attempt, second?.follows, second?.followed_by]).toEqual([2, taskArn("first"), undefined]);
  });

  it("When its entry was taken for one that was not launched, then no task follows at the deadline", async () => {
    const notLaunched = row({ ecs_task_id: notLaunchedId("kit", "a"), status: "Failed", start_time: after(30) });
    await tables.put("details", notLaunched);
    seconds = timeoutSeconds + launchEndSeconds;
    await expect(poll()).resolves.toMatchObject({ continue: false, status: "Failed", failedTasks: 1 });
    const { first } = await rows();
    expect([first?.status, first?.followed_by, first?.reason]).toEqual(["Failed", undefined, stoppedReason]);
  });

  it("When many stopped and there is no room, then not all of them are asked for", async () => {
    const names = Array.from({ length: 50 }, (_, index) => `task-${index}`);
    await tables.put("summary", { ...summary, number_of_tasks: 51 });
    await tables.put("details", ...names.map((name) => row({ ecs_task_id: taskArn(name), task_name: name })));
    describing(stopped, ...names.map((name) => ({ ...stopped, taskArn: taskArn(name) })));
    ecs.script["RunTask"] = () => noRoom;
    await expect(poll()).resolves.toMatchObject({ continue: true, runningTasks: 51 });
    expect(asked().length).toBeLessThanOrEqual(10);
    expect(asked().map(({ overrides }) => toldTo(overrides, "task_attempt"))).toEqual(Array(asked().length).fill("2"));
    const kept = Object.values(await rows()).filter((one) => one?.next_attempt !== undefined);
    expect(kept).toHaveLength(51);
  });
});
