import validate from "asl-validator";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deployment } from "../support/deployment";
import { interpret, serviceError, type TaskHandler } from "../support/interpret";
import { notLaunchedId } from "../../workflow/audit-rows";

const definition = pattern2Definition({
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
  deployment,
  maxTimeoutSeconds: 3_600,
});

/** ISO 8601 UTC, with milliseconds. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const completed = { continue: false, status: "Completed", waitSeconds: 5 };
const entry = (taskName: string) => ({ taskName, objectKey: `in/${taskName}` });
const lateErrors = ["ECS.ServerException", "ECS.SdkClientException", "States.Timeout"];

/** Records what each Task state is called with, in order, and answers as a deployment without faults would. */
function recording(overrides: Record<string, TaskHandler> = {}) {
  const calls: Record<string, unknown[]> = {};
  const answers: Record<string, TaskHandler> = {
    RecordRun: () => ({}),
    RecordRedrive: () => ({}),
    SubmitECSTasks: () => ({ Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] }),
    RecordSubmitted: () => ({}),
    RecordNotLaunched: () => ({}),
    InvokeTaskMonitor: () => ({ Payload: completed }),
    ...overrides,
  };
  const handlers = Object.fromEntries(
    Object.entries(answers).map(([state, answer]) => [
      state,
      (input: never) => {
        (calls[state] ??= []).push(input);
        return answer(input);
      },
    ]),
  );
  return { calls, handlers };
}

describe("Given the definition of pattern 2", () => {
  it("When it is validated, then asl-validator finds no fault", () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it("When a minimal spec of one task is run, then run, task and row carry the deployment's values", async () => {
    const { calls, handlers } = recording();
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    const run = calls.RecordRun?.[0] as { Item: Record<string, { S?: string; N?: string }> };
    const runId = run.Item.workflow_run_id?.N ?? "";
    expect(runId).toMatch(/^20\d{15}$/);
    expect(outcome.status).toBe("SUCCEEDED");
    expect(run.Item).toMatchObject({
      workflow_name: { S: "kit" },
      number_of_tasks: { N: "1" },
      running_tasks: { N: "1" },
      status: { S: "Running" },
      timeout_seconds: { N: "3600" },
      execution_arn: { S: "arn:aws:states:eu-west-1:123456789012:execution:machine:run" },
    });
    expect(JSON.parse(run.Item.workflow_specs?.S ?? "")).toEqual({
      ...deployment,
      workflowRunId: runId,
      timeoutSeconds: 3600,
      targetFolder: "",
      simulatedWorkSeconds: 0,
      taskList: [entry("a")],
    });
    expect(calls.SubmitECSTasks).toEqual([
      {
        Cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
        TaskDefinition: "kit:1",
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ["subnet-1", "subnet-2"],
            SecurityGroups: ["sg-1"],
            AssignPublicIp: "DISABLED",
          },
        },
        Overrides: {
          ContainerOverrides: [
            {
              Name: "ecs-task",
              Environment: [
                { Name: "workflow_name", Value: "kit" },
                { Name: "workflow_run_id", Value: runId },
                { Name: "task_name", Value: "a" },
                { Name: "s3_bucket_name", Value: "kit-bucket" },
                { Name: "object_key", Value: "in/a" },
                { Name: "target_folder", Value: "" },
                { Name: "simulated_work_seconds", Value: "0" },
              ],
            },
          ],
        },
      },
    ]);
    expect(calls.RecordSubmitted).toEqual([
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
    expect(calls.InvokeTaskMonitor).toEqual([
      expect.objectContaining({ Payload: { workflowName: "kit", workflowRunId: runId } }),
    ]);
  });

  it.each([
    ["has no list", {}, "NoTaskList"],
    ["has null for a list", { taskList: null }, "NoTaskList"],
    ["has text for a list", { taskList: "abc" }, "NoTaskList"],
    ["has an empty list", { taskList: [] }, "NoTaskList"],
    ["is no object", ["a"], "NoTaskList"],
    ["has a first entry without a name", { taskList: [{ objectKey: "k" }] }, "NoTaskList"],
    ["has a later entry without a name", { taskList: [entry("a"), { objectKey: "k" }] }, "EntryWithoutName"],
    ["has an empty name", { taskList: [entry("a"), { taskName: "", objectKey: "k" }] }, "EntryWithoutName"],
    ["has a later entry without a key", { taskList: [entry("a"), { taskName: "b" }] }, "EntryWithoutKey"],
    ["has an empty key", { taskList: [entry("a"), { taskName: "b", objectKey: "" }] }, "EntryWithoutKey"],
    ["has a name twice", { taskList: [entry("a"), entry("b"), entry("a")] }, "DuplicateTaskName"],
    ["names another cluster", { clusterName: "other", taskList: [entry("a")] }, "ForeignDeployment"],
    ["has a number for a run id", { workflowRunId: 7, taskList: [entry("a")] }, "ForeignDeployment"],
    ["has a number for the run it redrives", { redriveOf: 7, taskList: [entry("a")] }, "ForeignDeployment"],
    [
      "has a list too long for the history",
      { taskList: Array.from({ length: 1_001 }, (_, index) => entry(`t${index}`)) },
      "ListTooLong",
    ],
    ["knows another kind of address", { assignPublicIp: "yes", taskList: [entry("a")] }, "ForeignDeployment"],
    ["has too long a timeout", { timeoutSeconds: 3_601, taskList: [entry("a")] }, "ForeignDeployment"],
  ])("When the spec %s, then it is refused before anything is written", async (_case, spec, state) => {
    const { calls, handlers } = recording();
    const outcome = await interpret(definition, spec, handlers);
    expect({ ...outcome, path: outcome.path.at(-1), calls }).toEqual({
      status: "FAILED",
      error: "InvalidWorkflowSpec",
      cause: expect.stringContaining("Nothing was started."),
      path: state,
      calls: {},
    });
  });

  it("When the spec names its own network, then the tasks run there", async () => {
    const { calls, handlers } = recording();
    const network = { subnetIdLiteral: "subnet-9", securityGroupId: "sg-9", assignPublicIp: "ENABLED" };
    await interpret(definition, { ...network, taskList: [entry("a")] }, handlers);
    expect(calls.SubmitECSTasks).toMatchObject([
      {
        NetworkConfiguration: {
          AwsvpcConfiguration: { Subnets: ["subnet-9"], SecurityGroups: ["sg-9"], AssignPublicIp: "ENABLED" },
        },
      },
    ]);
  });

  it("When the spec names the run that it redrives, then the run's row refers to it, and the list is launched", async () => {
    const { calls, handlers } = recording();
    const outcome = await interpret(definition, { redriveOf: "7", taskList: [entry("a")] }, handlers);
    expect([outcome.status, calls.RecordRun, calls.SubmitECSTasks?.length]).toEqual(["SUCCEEDED", undefined, 1]);
    const [redrive] = calls.RecordRedrive as [{ Item: Record<string, unknown> }];
    expect(redrive).toMatchObject({
      TableName: "summary",
      Item: { redrive_of: { N: "7" }, number_of_tasks: { N: "1" } },
    });
  });

  it("When the run id was used before, then nothing is launched", async () => {
    const { calls, handlers } = recording({
      RecordRun: () => {
        throw serviceError("DynamoDB.ConditionalCheckFailedException", "The conditional request failed");
      },
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.error, Object.keys(calls), calls.RecordRun?.length]).toEqual([
      "RunIdAlreadyUsed",
      ["RecordRun"],
      1,
    ]);
  });

  it("When ECS has no room at first, then the task is placed by a later try and submitted once", async () => {
    const answers = [
      { Tasks: [], Failures: [{ Reason: "Capacity is unavailable at this time" }] },
      { Tasks: [], Failures: [] },
      { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] },
    ];
    const { calls, handlers } = recording({ SubmitECSTasks: () => answers.shift() });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.status, calls.SubmitECSTasks?.length, calls.RecordSubmitted?.length]).toEqual(["SUCCEEDED", 3, 1]);
  });

  it("When ECS never has room, then the entry is recorded as not launched, with ECS's reason", async () => {
    const { calls, handlers } = recording({
      SubmitECSTasks: () => ({ Tasks: [], Failures: [{ Reason: "RESOURCE:ENI" }] }),
    });
    await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([calls.SubmitECSTasks?.length, calls.RecordSubmitted]).toEqual([9, undefined]);
    expect(calls.RecordNotLaunched).toEqual([
      expect.objectContaining({
        Key: { workflow_run_id: { N: expect.any(String) }, ecs_task_id: { S: notLaunchedId("kit", "a") } },
        ExpressionAttributeValues: expect.objectContaining({
          ":status": { S: "Failed" },
          ":reason": { S: expect.stringContaining("RESOURCE:ENI") },
        }),
      }),
    ]);
  });

  it("When ECS refuses for good, then it is not asked again and the other entries go on", async () => {
    const { calls, handlers } = recording({
      SubmitECSTasks: (input) => {
        if (JSON.stringify(input).includes('"in/a"')) throw serviceError("ECS.AccessDeniedException", "not allowed");
        return { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] };
      },
    });
    await interpret(definition, { taskList: [entry("a"), entry("b")] }, handlers);
    expect([calls.SubmitECSTasks?.length, calls.RecordSubmitted?.length]).toEqual([2, 1]);
    expect(calls.RecordNotLaunched).toEqual([
      expect.objectContaining({
        ExpressionAttributeValues: expect.objectContaining({
          ":reason": { S: "could not be launched: ECS.AccessDeniedException: not allowed" },
        }),
      }),
    ]);
  });

  it("When ECS throttles, then it is asked again", async () => {
    let calls = 0;
    const { handlers } = recording({
      SubmitECSTasks: () => {
        calls += 1;
        if (calls < 4) throw serviceError("ECS.AmazonECSException", "Rate exceeded");
        return { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] };
      },
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.status, calls]).toEqual(["SUCCEEDED", 4]);
  });

  it.each(lateErrors)("When nobody knows whether the task started (%s), then only the monitor judges", async (name) => {
    const { calls, handlers } = recording({
      SubmitECSTasks: () => {
        throw serviceError(name, "no answer");
      },
    });
    await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect(Object.fromEntries(Object.entries(calls).map(([state, inputs]) => [state, inputs.length]))).toEqual({
      RecordRun: 1,
      SubmitECSTasks: 1,
      InvokeTaskMonitor: 1,
    });
  });

  it("When a row cannot be written, then the monitor is called all the same", async () => {
    const { calls, handlers } = recording({
      RecordSubmitted: () => {
        throw serviceError("DynamoDB.ProvisionedThroughputExceededException", "slow down");
      },
    });
    const outcome = await interpret(definition, { taskList: [entry("a")] }, handlers);
    expect([outcome.status, calls.RecordSubmitted?.length]).toEqual(["SUCCEEDED", 7]);
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
