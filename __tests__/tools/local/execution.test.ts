import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { strToU8, zipSync } from "fflate";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDynamodbEndpoint } from "../../../tools/local/endpoints/dynamodb";
import { jsonAnswer } from "../../../tools/local/http/aws-answers";
import { jsonIn, forward } from "../../../tools/local/http/exchange";
import { startLocalServer, type Endpoint } from "../../../tools/local/http/local-server";
import { LambdaFunction } from "../../../tools/local/lambda/lambda-function";
import { localCredentials } from "../../../tools/local/program-environment";
import { startExecution, type EndedExecution } from "../../../tools/local/state-machine/execution";
import { lambdaIntegrations, type Integrations } from "../../../tools/local/state-machine/integrations/integration";
import { serviceIntegrations } from "../../../tools/local/state-machine/integrations/services";
import { SynthesizedStack } from "../../../tools/local/terraform/synthesized-stack";
import type { Json, JsonObject } from "../../../tools/local/json";
import { limits } from "../../../workflow/limits";

const stack = new SynthesizedStack(
  {
    provider: { aws: [{ region: "eu-west-1" }] },
    resource: {
      aws_dynamodb_table: {
        runs: {
          name: "runs",
          hash_key: "id",
          attribute: [{ name: "id", type: "S" }],
          read_capacity: 5,
          write_capacity: 5,
        },
      },
    },
  },
  __dirname,
);

const code = `exports.handler = async (event) => {
  if (event.fail) throw Object.assign(new Error(event.fail), { name: "Custom.Error" });
  return { answer: "x".repeat(event.length ?? 1) };
};`;

const lambdaArn = "arn:aws:lambda:eu-west-1:000000000000:function:work";

let dynamodb: Endpoint;
let services: Endpoint;
let ecsAnswer: { status: number; body: JsonObject };
let ecsRequests: JsonObject[];
let lambda: LambdaFunction;
let integrations: Integrations;
const folder = mkdtempSync(join(tmpdir(), "execution-test-"));

beforeAll(async () => {
  dynamodb = await startDynamodbEndpoint(stack);
  services = await startLocalServer((request) => {
    if (request.service === "dynamodb") return forward(dynamodb, request);
    ecsRequests.push(jsonIn(request) as JsonObject);
    return jsonAnswer(ecsAnswer.body, ecsAnswer.status);
  });
  lambda = new LambdaFunction(
    {
      name: "work",
      arn: lambdaArn,
      handler: "index.handler",
      timeoutSeconds: 5,
      memorySizeMb: 128,
      roleArn: "arn:aws:iam::000000000000:role/work",
      environment: {},
      subnetIds: [],
      logGroupName: "/aws/lambda/work",
      zip: zipSync({ "index.js": strToU8(code) }),
    },
    folder,
    {},
  );
  const work = { name: "work", arn: lambdaArn, invoke: (payload: Json) => lambda.invoke(payload) };
  integrations = {
    ...lambdaIntegrations([work], () => undefined),
    ...serviceIntegrations(services.url, "eu-west-1", localCredentials),
  };
});

beforeEach(() => {
  ecsRequests = [];
  ecsAnswer = { status: 200, body: { tasks: [], failures: [] } };
});

afterAll(async () => {
  await Promise.all([dynamodb.close(), services.close(), lambda.close()]);
  rmSync(folder, { recursive: true });
});

const run = async (definition: JsonObject, input: Json = {}, realTime = false): Promise<EndedExecution> =>
  startExecution({
    stateMachine: {
      name: "test",
      arn: "arn:aws:states:eu-west-1:000000000000:stateMachine:test",
      roleArn: "arn:aws:iam::000000000000:role/test",
      definition,
    },
    integrations,
    input,
    realTime,
  }).ended;

/** One Task state, and what its Catch gets. */
const task = (resource: string, parameters: JsonObject, more: JsonObject = {}): JsonObject => ({
  QueryLanguage: "JSONata",
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: `arn:aws:states:::${resource}`,
      Arguments: parameters,
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
      End: true,
      ...more,
    },
    Caught: { Type: "Pass", End: true },
  },
});

const invoke = (payload: JsonObject, more: JsonObject = {}) =>
  task("lambda:invoke", { FunctionName: lambdaArn, Payload: payload }, more);

const outputOf = ({ end }: EndedExecution) => (end.status === "SUCCEEDED" ? end.output : end);

describe("Given a lambda:invoke state", () => {
  it("When the function answers, then the result is Lambda's", async () => {
    expect(outputOf(await run(invoke({})))).toEqual({
      ExecutedVersion: "$LATEST",
      Payload: { answer: "x" },
      StatusCode: 200,
    });
  });

  it("When the function throws, then Catch gets its name, and all of it as the Cause", async () => {
    const output = outputOf(await run(invoke({ fail: "on purpose" }))) as { Error: string; Cause: string };
    expect({ ...output, Cause: JSON.parse(output.Cause) as unknown }).toEqual({
      Error: "Custom.Error",
      Cause: {
        errorType: "Custom.Error",
        errorMessage: "on purpose",
        trace: expect.any(Array) as unknown,
      },
    });
  });

  it("When the error's name is retried, then the state is tried again as often as it says, with short pauses", async () => {
    const retry = { Retry: [{ ErrorEquals: ["Custom.Error"], MaxAttempts: 2, IntervalSeconds: 60 }] };
    const { history } = await run(invoke({ fail: "on purpose" }, retry));
    const call = ["TaskScheduled", "TaskStarted", "TaskFailed"];
    expect(history.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      ...call,
      ...call,
      ...call,
      "TaskStateExited",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("When the result is larger than a state takes, then the execution fails past every Catch", async () => {
    const { end } = await run(invoke({ length: limits.statePayloadBytes }));
    expect(end).toEqual({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause: expect.stringContaining("a state takes at most 262144") as unknown,
    });
  });

  it("When the stack has no such function, then the error is Lambda's", async () => {
    expect(outputOf(await run(task("lambda:invoke", { FunctionName: "other" })))).toEqual({
      Error: "Lambda.ResourceNotFoundException",
      Cause: "The stack has no Lambda function other",
    });
  });
});

describe("Given an aws-sdk:ecs:runTask state", () => {
  const parameters = {
    Cluster: "c",
    TaskDefinition: "t:1",
    ClientToken: "token",
    Overrides: { ContainerOverrides: [{ Name: "task", Environment: [{ Name: "region", Value: "eu-west-1" }] }] },
  };

  it("When it is called, then ECS gets the parameters in its own spelling, and the answer comes back in the state's", async () => {
    ecsAnswer.body = { tasks: [{ taskArn: "arn:task/1", createdAt: 1_700_000_000 }], failures: [] };
    expect(outputOf(await run(task("aws-sdk:ecs:runTask", parameters)))).toEqual({
      Tasks: [{ TaskArn: "arn:task/1", CreatedAt: "2023-11-14T22:13:20.000Z" }],
      Failures: [],
    });
    expect(ecsRequests).toEqual([
      {
        cluster: "c",
        taskDefinition: "t:1",
        overrides: { containerOverrides: [{ name: "task", environment: [{ name: "region", value: "eu-west-1" }] }] },
        clientToken: "token",
      },
    ]);
  });

  it("When ECS could not place the task, then the state succeeds with Failures", async () => {
    ecsAnswer.body = { tasks: [], failures: [{ arn: "a", reason: "RESOURCE:CPU" }] };
    expect(outputOf(await run(task("aws-sdk:ecs:runTask", parameters)))).toEqual({
      Tasks: [],
      Failures: [{ Arn: "a", Reason: "RESOURCE:CPU" }],
    });
  });

  it.each([
    ["ClusterNotFoundException", "Ecs.ClusterNotFoundException"],
    ["InvalidParameterException", "Ecs.InvalidParameterException"],
    ["ThrottlingException", "Ecs.EcsException"],
  ])("When ECS answers %s, then the error is %s", async (code, name) => {
    ecsAnswer = { status: 400, body: { __type: code, message: "because" } };
    expect(outputOf(await run(task("aws-sdk:ecs:runTask", parameters)))).toMatchObject({
      Error: name,
      Cause: expect.stringContaining("because (Service: Ecs, Status Code: 400, Request ID: ") as unknown,
    });
    expect(ecsRequests).toHaveLength(1);
  });
});

describe("Given a state with a parameter that its service call does not have here", () => {
  it.each<[string, JsonObject, string]>([
    ["aws-sdk:ecs:runTask", { Cluster: "c", Tokens: [] }, "Tokens"],
    ["lambda:invoke", { FunctionName: lambdaArn, InvocationType: "Event" }, "InvocationType"],
    ["dynamodb:putItem", { TableName: "runs", Item: {}, Key: {} }, "Key"],
    ["dynamodb:updateItem", { TableName: "runs", Key: {}, Expected: {} }, "Expected"],
  ])("When it is %s with %j, then the execution fails past its Catch, and names %s", async (call, parameters, name) => {
    expect((await run(task(call, parameters))).end).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining(`${call} has no parameter ${name}, as far as it is run here`) as unknown,
    });
  });
});

describe("Given dynamodb states", () => {
  const put = (id: string) =>
    task("dynamodb:putItem", {
      TableName: "runs",
      Item: {
        id: { S: id },
        started: { S: "{% $states.context.State.EnteredTime %}" },
      },
      ConditionExpression: "attribute_not_exists(id)",
    });

  it("When an item is put twice on condition, then the second error has Step Functions' name", async () => {
    expect((await run(put("first"))).end.status).toBe("SUCCEEDED");
    expect(outputOf(await run(put("first")))).toMatchObject({ Error: "DynamoDB.ConditionalCheckFailedException" });
    const client = new DynamoDBClient({ endpoint: dynamodb.url, region: "eu-west-1", credentials: localCredentials });
    const { Items } = await client.send(new ScanCommand({ TableName: "runs" }));
    expect(Items).toEqual([{ id: { S: "first" }, started: { S: expect.stringMatching(/^\d{4}-.*Z$/) as unknown } }]);
  });
});

describe("Given a whole execution", () => {
  it("When a Wait lasts an hour and a Fail state ends it, then the Wait is short, and the end is the Fail state's", async () => {
    const result = await run(
      {
        QueryLanguage: "JSONata",
        StartAt: "Wait",
        States: {
          Wait: { Type: "Wait", Seconds: 3_600, Next: "Fail" },
          Fail: { Type: "Fail", Error: "{% $states.input.error %}", Cause: "{% $states.input.cause %}" },
        },
      },
      { error: "TasksFailed", cause: "two of ten" },
    );
    expect(result.end).toEqual({ status: "FAILED", error: "TasksFailed", cause: "two of ten" });
    expect(result.executionSeconds).toBeLessThan(5);
  });

  it("When it runs in real time, then a Wait lasts as long as it says", async () => {
    const wait = {
      QueryLanguage: "JSONata",
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 1, End: true } },
    };
    expect((await run(wait, {}, true)).executionSeconds).toBeGreaterThanOrEqual(1);
  });

  it("When it outlasts its TimeoutSeconds, then it is TIMED_OUT", async () => {
    const { end } = await run({
      QueryLanguage: "JSONata",
      StartAt: "Loop",
      TimeoutSeconds: 1,
      States: {
        Loop: { Type: "Wait", Seconds: 1, Next: "Again" },
        Again: {
          Type: "Choice",
          Choices: [{ Condition: "{% $exists($states.input.done) %}", Next: "Done" }],
          Default: "Loop",
        },
        Done: { Type: "Succeed" },
      },
    });
    expect(end).toEqual({
      status: "TIMED_OUT",
      error: "States.Timeout",
      cause: "",
    });
  });
});

describe("Given what must not be started", () => {
  it.each<[string, JsonObject, Json, string]>([
    [
      "an input above the limit",
      invoke({}),
      "x".repeat(limits.statePayloadBytes),
      "The execution's input has 262146 bytes",
    ],
    [
      "an invalid definition",
      { QueryLanguage: "JSONata", StartAt: "Nowhere", States: {} },
      {},
      "State machine definition is invalid",
    ],
    [
      "a state of another query language",
      { ...invoke({}), QueryLanguage: "JSONPath" },
      {},
      "The definition's QueryLanguage is JSONPath, which cannot be run here: write it in JSONata",
    ],
  ])("When it is %s, then an error says so", async (_, definition, input, message) => {
    await expect(run(definition, input)).rejects.toThrow(message);
  });
});
