import validate from "asl-validator";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { notLaunchedId } from "../../workflow/audit-rows";
import { clientTokenOf } from "../../workflow/client-token";
import { copyJob, spotDefaults, type Job } from "../../workflow/job";
import { overridesOf } from "../../workflow/task-overrides";
import { deployment } from "../support/deployment";
import { interpret, serviceError, type TaskHandler } from "../support/interpret";

const props = {
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
  deployment,
  maxTimeoutSeconds: 3_600,
  job: copyJob,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 10,
};
const definition = pattern2Definition(props);
const executionArn = "arn:aws:states:eu-west-1:123456789012:execution:machine:run";

/** ISO 8601 UTC, with milliseconds. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const completed = { continue: false, status: "Completed", waitSeconds: 5 };
const entry = (taskName: string) => ({ taskName, objectKey: `in/${taskName}` });
const started = { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] };
const noRoom = (Reason: string, Detail?: string) => ({ Tasks: [], Failures: [{ Reason, Detail }] });

interface RunTask {
  readonly ClientToken: string;
  readonly Overrides: { readonly ContainerOverrides: readonly { readonly Environment: readonly Variable[] }[] };
}
interface Variable {
  readonly Name: string;
  readonly Value: string;
}
const toldTo = ({ Overrides }: RunTask, name: string) =>
  Overrides.ContainerOverrides[0]?.Environment.find(({ Name }) => Name === name)?.Value;

/** Records what each Task state is called with, in order, and answers as a deployment without faults would. */
function recording(overrides: Record<string, TaskHandler> = {}) {
  const calls: Record<string, unknown[]> = {};
  const answers: Record<string, TaskHandler> = {
    RecordRun: () => ({}),
    RunTask: () => started,
    RecordSubmitted: () => ({}),
    RecordRefusal: () => ({}),
    RecordNotLaunched: () => ({}),
    InvokeTaskMonitor: () => ({ Payload: completed }),
    // It would go round without a pause.
    WatchLaunch: () =>
      new Promise((done) =>
        setTimeout(() => {
          done({ Payload: { continue: true, launching: true, status: "Running", waitSeconds: 5 } });
        }, 20),
      ),
    ...overrides,
  };
  const handlers = Object.fromEntries(
    Object.entries(answers).flatMap(([state, answer]) => {
      const recorded = (input: never) => {
        (calls[state] ??= []).push(input);
        return answer(input);
      };
      return [
        [state, recorded],
        [`${state}FromTaskList`, recorded],
      ] as const;
    }),
  );
  const numbers = () =>
    Object.fromEntries(
      Object.entries(calls)
        .filter(([state]) => state !== "WatchLaunch")
        .map(([state, inputs]) => [state, inputs.length]),
    );
  return { calls, handlers, numbers, runTasks: () => (calls["RunTask"] ?? []) as RunTask[] };
}

describe("Given the definition of pattern 2", () => {
  it("When it is validated, then asl-validator finds no fault", () => {
    expect(validate(JSON.parse(JSON.stringify(definition)) as object)).toMatchObject({ isValid: true });
  });

  it("When a minimal spec of one task is run, then run, task and row carry the deployment's values", async () => {
    const { calls, handlers } = recording();
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    const run = calls["RecordRun"]?.[0] as { Item: Record<string, { S?: string; N?: string }> };
    const runId = run.Item["workflow_run_id"]?.N ?? "";
    expect(runId).toMatch(/^20\d{15}$/);
    expect(outcome).toMatchObject({ status: "SUCCEEDED" });
    expect(run.Item).toEqual({
      workflow_name: { S: "kit" },
      workflow_run_id: { N: runId },
      workflow_specs: { S: expect.any(String) as unknown },
      number_of_tasks: { N: "1" },
      status: { S: "Running" },
      execution_arn: { S: executionArn },
      timeout_seconds: { N: "3600" },
      start_time: { S: expect.stringMatching(time) as unknown },
      update_time: { S: expect.stringMatching(time) as unknown },
      completed_tasks: { N: "0" },
      failed_tasks: { N: "0" },
      timed_out_tasks: { N: "0" },
      running_tasks: { N: "1" },
    });
    expect(JSON.parse(run.Item["workflow_specs"]?.S ?? "")).toEqual({
      ...deployment,
      workflowRunId: runId,
      timeoutSeconds: 3600,
      launchConcurrency: 20,
      toleratedLaunchFailurePercentage: 10,
      taskList: [entry("a")],
    });
    const environment = overridesOf(deployment, entry("a"), runId).containerOverrides.flatMap((one) => one.environment);
    expect(calls["RunTask"]).toEqual([
      {
        Cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
        TaskDefinition: "kit:1",
        Count: 1,
        ClientToken: clientTokenOf(executionArn, 0, 0),
        StartedBy: runId,
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ["subnet-1", "subnet-2"],
            SecurityGroups: ["sg-1"],
            AssignPublicIp: "DISABLED",
          },
        },
        Overrides: {
          ContainerOverrides: [
            { Name: "ecs-task", Environment: environment.map(({ name, value }) => ({ Name: name, Value: value })) },
          ],
        },
      },
    ]);
    expect(calls["RecordSubmitted"]).toEqual([
      expect.objectContaining({
        TableName: "details",
        Key: { workflow_run_id: { N: runId }, ecs_task_id: { S: "arn:task/1" } },
        ExpressionAttributeValues: {
          ":workflow_name": { S: "kit" },
          ":task_name": { S: "a" },
          ":status": { S: "Submitted" },
          ":unfinished": { S: "open" },
          ":start_time": { S: expect.stringMatching(time) as unknown },
          ":update_time": { S: expect.stringMatching(time) as unknown },
        },
      }),
    ]);
    expect(calls["InvokeTaskMonitor"]).toEqual([
      expect.objectContaining({
        Payload: { workflowName: "kit", workflowRunId: runId, launching: false, waitSeconds: 60 },
      }),
    ]);
  });

  it.each([
    ["the spec's", undefined, { attempts: 2, timeoutSeconds: 60 }, ["2", "any", "60"]],
    ["the deployment's", spotDefaults, undefined, ["3", "infrastructure", undefined]],
    ["both, and the spec's win", spotDefaults, { attempts: 2 }, ["2", "infrastructure", undefined]],
  ])("When tasks have defaults, %s, then each is told them, and the run's row", async (_, ofJob, ofSpec, wanted) => {
    const job: Job = { ...copyJob, ...(ofJob && { taskDefaults: ofJob }) };
    const { calls, handlers, runTasks } = recording();
    const input = { taskList: [entry("a")], ...(ofSpec && { taskDefaults: ofSpec }) };
    await interpret(pattern2Definition({ ...props, job }), input, handlers);
    const told = ["task_attempts", "task_retry_on", "task_timeout_seconds"];
    expect(runTasks().map((task) => told.map((name) => toldTo(task, name)))).toEqual([wanted]);
    const run = calls["RecordRun"]?.[0] as { Item: Record<string, { S: string }> };
    expect(JSON.parse(run.Item["workflow_specs"]?.S ?? "")).toMatchObject({ taskDefaults: { ...ofJob, ...ofSpec } });
  });

  it("When rows are kept for some days, then those that the state machine writes go so long after its start", async () => {
    const { calls, handlers } = recording({
      RunTask: (input) => (toldTo(input, "task_name") === "a" ? started : noRoom("ATTRIBUTE")),
    });
    const before = Math.floor(Date.now() / 1_000);
    await interpret(
      pattern2Definition({ ...props, retentionDays: 3 }),
      { taskList: [entry("a"), entry("b")] },
      handlers,
    );
    const [run, submitted, notLaunched] = ["RecordRun", "RecordSubmitted", "RecordNotLaunched"].map((state) => {
      type Values = Record<string, { N?: string }>;
      const call = calls[state]?.[0] as { Item?: Values; ExpressionAttributeValues?: Values } | undefined;
      return call?.Item ?? call?.ExpressionAttributeValues;
    });
    const expiresAt = run?.["expires_at"]?.N ?? "";
    expect(expiresAt).toMatch(/^\d{10}$/);
    expect(Number(expiresAt)).toBeGreaterThanOrEqual(before + 3 * 86_400);
    expect([submitted?.[":expires_at"], notLaunched?.[":expires_at"]]).toEqual([{ N: expiresAt }, { N: expiresAt }]);
  });

  it("When an entry names its bucket, then those beside it keep the spec's", async () => {
    const { handlers, runTasks } = recording();
    const taskList = [{ ...entry("a"), s3BucketName: "my-other" }, entry("b")];
    await interpret(definition, { taskList, launchConcurrency: 1 }, handlers);
    expect(runTasks().map((task) => [toldTo(task, "task_name"), toldTo(task, "s3_bucket_name")])).toEqual([
      ["a", "my-other"],
      ["b", "kit-bucket"],
    ]);
  });

  it("When the spec names the run that it redrives, then the run's row refers to it", async () => {
    const { calls, handlers, numbers } = recording();
    await interpret(definition, { redriveOf: "7", taskList: [entry("a")] }, handlers);
    expect(numbers()).toEqual({ RecordRun: 1, RunTask: 1, RecordSubmitted: 1, InvokeTaskMonitor: 1 });
    expect(calls["RecordRun"]).toMatchObject([{ Item: { redrive_of: { N: "7" }, number_of_tasks: { N: "1" } } }]);
  });

  it("When the run id was used before, then nothing is launched", async () => {
    const { handlers, numbers } = recording({
      RecordRun: () => {
        throw serviceError("DynamoDB.ConditionalCheckFailedException", "The conditional request failed");
      },
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.error, numbers()]).toEqual(["RunIdAlreadyUsed", { RecordRun: 1 }]);
  });

  it("When a list in S3 cannot be read, then the monitor is told why", async () => {
    const { calls, handlers } = recording({ FindMapRun: () => ({ MapRuns: [] }) });
    await interpret(definition, { taskSource: { format: "JSONL", key: "none" } }, handlers);
    expect(calls["RecordRun"]).toMatchObject([
      { Item: { source_format: { S: "JSONL" }, number_of_tasks: { N: "0" } } },
    ]);
    expect(calls["InvokeTaskMonitor"]).toMatchObject([
      { Payload: { launchError: expect.stringMatching(/^States\.ItemReaderFailed: /) as unknown } },
    ]);
  });

  it("When a row cannot be written, then the monitor is called all the same", async () => {
    const { handlers, numbers } = recording({
      RecordSubmitted: () => {
        throw serviceError("DynamoDB.ProvisionedThroughputExceededException", "slow down");
      },
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.status, numbers()]).toMatchObject(["SUCCEEDED", { RecordSubmitted: 7, InvokeTaskMonitor: 1 }]);
  });

  it("When tasks failed, then the execution fails with the monitor's report", async () => {
    const { handlers } = recording({
      InvokeTaskMonitor: () => ({
        Payload: { continue: false, status: "Failed", waitSeconds: 5, error: "TasksFailed", cause: "a: no such key" },
      }),
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect(outcome).toMatchObject({ status: "FAILED", error: "TasksFailed", cause: "a: no such key" });
  });
});

describe("Given an entry of pattern 2 that ECS does not start at once", () => {
  /** Answers RunTask with these, one after the other, and then with a task. */
  const answering = (...answers: (object | Error)[]) => {
    const left = [...answers];
    const lab = recording({
      RunTask: () => {
        const answer = left.shift() ?? started;
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    const tokens = () =>
      lab
        .runTasks()
        .map(({ ClientToken }) =>
          [0, 1, 2, 3, 4].findIndex((refusals) => clientTokenOf(executionArn, 0, refusals) === ClientToken),
        );
    return { ...lab, tokens, run: () => interpret(definition, { taskList: [entry("a")] }, lab.handlers) };
  };

  it("When there is no room, then each definite refusal leads to the next token, and new reasons are noted", async () => {
    const quota = "You've reached the limit on the number of vCPUs you can run concurrently";
    const { run, tokens, calls, numbers } = answering(
      noRoom(quota),
      noRoom(quota),
      noRoom("RESOURCE:ENI", "none left"),
    );
    await expect(run()).resolves.toMatchObject({ status: "SUCCEEDED" });
    expect(tokens()).toEqual([0, 1, 2, 3]);
    expect(numbers()).toMatchObject({ RecordRefusal: 2, RecordSubmitted: 1 });
    expect(calls["RecordRefusal"]).toMatchObject(
      [quota, "RESOURCE:ENI: none left"].map((reason) => ({
        TableName: "summary",
        ExpressionAttributeNames: { "#refusal": "launch_refusal" },
        ExpressionAttributeValues: { ":reason": { S: reason } },
      })),
    );
  });

  const sdkError = (name: string, message: string, status = 400) =>
    serviceError(name, `${message} (Service: Ecs, Status Code: ${status}, Request ID: ${Math.random()})`);

  it.each<[string, Error]>([
    ["throttles", sdkError("Ecs.ThrottlingException", "Rate exceeded")],
    [
      "throttles within another call",
      sdkError("Ecs.InvalidParameterException", "Error retrieving subnet information for [subnet-1]: Rate exceeded"),
    ],
    ["has a fault", sdkError("Ecs.ServerException", "Service Unavailable", 503)],
    ["has another fault", sdkError("Ecs.EcsException", "oops", 500)],
    ["does not answer", serviceError("Ecs.SdkClientException", "Connection reset")],
    ["does not answer in time", serviceError("States.Timeout", "")],
    [
      "has no capacity",
      sdkError("Ecs.ClientException", "Capacity is unavailable at this time. Please try again later"),
    ],
  ])("When ECS %s, however long, then it is asked again under the same token", async (_, error) => {
    const { run, tokens, numbers } = answering(...Array.from({ length: 9 }, () => error));
    await expect(run()).resolves.toMatchObject({ status: "SUCCEEDED" });
    expect(tokens()).toEqual(Array.from({ length: 10 }, () => 0));
    expect(numbers()).toMatchObject({ RecordRefusal: 1, RecordSubmitted: 1 });
  });

  it.each<[string, object | Error, string]>([
    [
      "a wrong security group",
      sdkError("Ecs.InvalidParameterException", "The security group 'sg-9' does not exist"),
      "InvalidParameterException: The security group 'sg-9' does not exist",
    ],
    ["no permission", sdkError("Ecs.AccessDeniedException", "not allowed"), "AccessDeniedException: not allowed"],
    ["a task that fits nowhere", noRoom("ATTRIBUTE", "no host"), "ATTRIBUTE: no host"],
  ])("When ECS refuses for good, for %s, then it is asked once, and the row says why", async (_, answer, reason) => {
    const { run, numbers, calls } = answering(answer);
    await run();
    expect(numbers()).toEqual({ RecordRun: 1, RunTask: 1, RecordNotLaunched: 1, InvokeTaskMonitor: 1 });
    expect(calls["RecordNotLaunched"]).toMatchObject([
      {
        Key: { ecs_task_id: { S: notLaunchedId("kit", "a") } },
        ExpressionAttributeValues: {
          ":status": { S: "Failed" },
          ":reason": { S: `could not be launched: ${reason}` },
        },
      },
    ]);
  });

  it.each<[string, number, Error[]]>([
    ["the call before", 2, [serviceError("Ecs.SdkClientException", "Connection reset")]],
    ["both calls before a pause", 3, Array<Error>(2).fill(serviceError("States.Timeout", ""))],
  ])(
    "When the answer to %s is lost and ECS then refuses for good, then the monitor finds the task",
    async (_, asked, lost) => {
      const { run, numbers } = answering(...lost, sdkError("Ecs.AccessDeniedException", "not allowed"));
      await run();
      expect(numbers()).toMatchObject({ RunTask: asked, InvokeTaskMonitor: 1 });
      expect(numbers()).not.toHaveProperty("RecordNotLaunched");
    },
  );

  it("When its token was used for other parameters, then the monitor finds the task", async () => {
    const { run, numbers } = answering(sdkError("Ecs.ConflictException", "client token already used"));
    await run();
    expect(numbers()).toEqual({ RecordRun: 1, RunTask: 1, InvokeTaskMonitor: 1 });
  });

  it("When there is no room until the deadline, then it is asked for no longer, and left to the monitor", async () => {
    const timeoutSeconds = 3;
    let calls = 0;
    const { handlers, numbers } = recording({
      // The second answer comes after the deadline.
      RunTask: () =>
        new Promise((done) =>
          setTimeout(
            () => {
              done(noRoom("RESOURCE:ENI"));
            },
            (calls += 1) === 1 ? 0 : timeoutSeconds * 1_000,
          ),
        ),
    });
    await interpret(definition, { taskList: [entry("a")], timeoutSeconds }, handlers);
    expect(numbers()).toMatchObject({ RecordRefusal: 1, InvokeTaskMonitor: 1 });
    expect(numbers()).not.toHaveProperty("RecordNotLaunched");
  });

  it("When it is not known at the deadline whether an entry has a task, then the one after it is not launched", async () => {
    const timeoutSeconds = 3;
    const told: unknown[] = [];
    const { handlers, numbers } = recording({
      RunTask: async (input) => {
        told.push(toldTo(input, "task_name"));
        // The first answer comes after the deadline.
        if (told.length === 1) await new Promise((done) => setTimeout(done, timeoutSeconds * 1_000));
        throw sdkError("Ecs.ServerException", "Service Unavailable");
      },
    });
    await interpret(definition, { taskList: [entry("a"), entry("b")], timeoutSeconds, maxConcurrency: 1 }, handlers);
    expect(told).toEqual(["a", "a"]);
    expect(numbers()).toEqual({ RecordRun: 1, RunTask: 2, InvokeTaskMonitor: 1 });
  });

  it("When one entry of two is refused for good, then the other is launched", async () => {
    const { handlers, numbers } = recording({
      RunTask: (input) => {
        if (toldTo(input, "task_name") === "a") throw sdkError("Ecs.AccessDeniedException", "not allowed");
        return started;
      },
    });
    await interpret(definition, { taskList: [entry("a"), entry("b")], launchConcurrency: 1 }, handlers);
    expect(numbers()).toMatchObject({ RunTask: 2, RecordNotLaunched: 1, RecordSubmitted: 1 });
  });
});
