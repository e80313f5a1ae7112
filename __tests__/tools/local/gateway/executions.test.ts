import { stepFunctions } from "../../../../tools/local/gateway/step-functions";
import { Executions } from "../../../../tools/local/gateway/step-functions/executions";
import { errorAnswer } from "../../../../tools/local/http/aws-answers";
import { firstOf } from "../../../../tools/local/http/local-server";
import type { Json, JsonObject } from "../../../../tools/local/json";
import { StatesError } from "../../../../tools/local/state-machine/language/states-error";

const arn = "arn:aws:states:eu-west-1:000000000000:stateMachine:machine";
const executionArn = (name: string) => `arn:aws:states:eu-west-1:000000000000:execution:machine:${name}`;

const definition = {
  QueryLanguage: "JSONata",
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "f", Payload: "{% $states.input %}" },
      Retry: [{ ErrorEquals: ["Again"], IntervalSeconds: 1, MaxAttempts: 1 }],
      Next: "Wait",
    },
    Wait: { Type: "Wait", Seconds: 60, Next: "Done" },
    Done: { Type: "Succeed" },
  },
};

/** Step Functions with one state machine, whose task answers in turn with `answers`. */
function machine(answers: readonly (Json | StatesError)[], realTime = false) {
  const rest = [...answers];
  const invoke = () => {
    const answer = rest.shift() ?? null;
    return answer instanceof StatesError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const executions = new Executions(
    {
      stateMachines: [{ arn, name: "machine", roleArn: "role", definition }],
      refresh: () => Promise.resolve(),
    },
    () => Promise.resolve({ integrations: { "arn:aws:states:::lambda:invoke": invoke } }),
    realTime,
    () => undefined,
  );
  const answerTo = firstOf([stepFunctions(executions)]);
  const call = async (operation: string, input: JsonObject) => {
    const body = Buffer.from(JSON.stringify(input));
    const request = { service: "states", operation, method: "POST", url: "/", headers: {}, body };
    const answer = await Promise.resolve(answerTo(request)).catch((error: unknown) =>
      errorAnswer("states", error as Error),
    );
    return JSON.parse(String(answer.body)) as Record<string, never>;
  };
  const ended = async (name: string) => {
    await executions.get(executionArn(name)).ended;
    return call("DescribeExecution", { executionArn: executionArn(name) });
  };
  return { call, ended, executions };
}

describe("Given a deployed state machine", () => {
  it("When it is executed, then it is described with its input and output", async () => {
    const { call, ended } = machine([{ yes: true }]);
    const started = await call("StartExecution", { stateMachineArn: arn, name: "one", input: '{"a": 1}' });
    expect(started).toEqual({ executionArn: executionArn("one"), startDate: expect.any(Number) });
    expect(await ended("one")).toEqual({
      executionArn: executionArn("one"),
      stateMachineArn: arn,
      name: "one",
      status: "SUCCEEDED",
      startDate: started["startDate"],
      stopDate: expect.any(Number),
      input: '{"a": 1}',
      inputDetails: { included: true },
      output: '{"yes":true}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
  });

  it("When a task fails and is tried again, then the history tells both calls, in order and under AWS's names", async () => {
    const { call, ended } = machine([new StatesError("Again", "not yet"), { yes: true }]);
    await call("StartExecution", { stateMachineArn: arn, name: "one" });
    await ended("one");
    const { events } = (await call("GetExecutionHistory", { executionArn: executionArn("one") })) as unknown as {
      events: { id: number; type: string; taskFailedEventDetails?: object }[];
    };
    expect(events.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskFailed",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "WaitStateEntered",
      "WaitStateExited",
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events[4]).toEqual({
      id: 5,
      previousEventId: 4,
      timestamp: expect.any(Number),
      type: "TaskFailed",
      taskFailedEventDetails: { resourceType: "lambda", resource: "invoke", error: "Again", cause: "not yet" },
    });
  });

  it("When the history is read in pages, then each names the next, and a token of another list is refused", async () => {
    const { call, ended } = machine([{ yes: true }]);
    await call("StartExecution", { stateMachineArn: arn, name: "one" });
    await ended("one");
    const page = (input: JsonObject) => call("GetExecutionHistory", { executionArn: executionArn("one"), ...input });
    expect(await page({ maxResults: 9 })).toEqual({ events: expect.any(Array), nextToken: "9" });
    expect(await page({ maxResults: 9, nextToken: "9" })).toEqual({ events: expect.any(Array) });
    expect(await page({ nextToken: "99" })).toMatchObject({ __type: "InvalidToken" });
  });

  it("When the same call comes again while it runs, then it is the same execution; with other input it is refused", async () => {
    const { call, executions } = machine([{ yes: true }], true);
    const start = (input: string) => call("StartExecution", { stateMachineArn: arn, name: "one", input });
    const first = await start("{}");
    expect(await start("{}")).toEqual(first);
    expect(await start("[]")).toMatchObject({ __type: "ExecutionAlreadyExists" });
    await executions.close();
  });

  it("When it is stopped, then it is ABORTED with the given reason, and stopping again changes nothing", async () => {
    const { call, ended } = machine([{ yes: true }], true);
    await call("StartExecution", { stateMachineArn: arn, name: "one" });
    const stop = (cause: string) => call("StopExecution", { executionArn: executionArn("one"), error: "Mine", cause });
    const stopped = await stop("enough");
    expect(await stop("too late")).toEqual(stopped);
    expect(await ended("one")).toMatchObject({ status: "ABORTED", error: "Mine", cause: "enough" });
    expect(await call("ListExecutions", { stateMachineArn: arn, statusFilter: "ABORTED" })).toEqual({
      executions: [expect.objectContaining({ name: "one", status: "ABORTED" })],
    });
    expect(await call("ListExecutions", { stateMachineArn: arn, statusFilter: "RUNNING" })).toEqual({ executions: [] });
  });

  it("When it failed and is redriven, then it is the same execution, and one that succeeded is not redriven", async () => {
    const broken = new StatesError("Broken", "not yet");
    const { call, ended } = machine([broken, { yes: true }]);
    await call("StartExecution", { stateMachineArn: arn, name: "one" });
    expect(await ended("one")).toMatchObject({ status: "FAILED", redriveStatus: "REDRIVABLE", redriveCount: 0 });
    const redrive = () => call("RedriveExecution", { executionArn: executionArn("one") });
    expect(await redrive()).toEqual({ redriveDate: expect.any(Number) });
    expect(await ended("one")).toMatchObject({ status: "SUCCEEDED", redriveCount: 1, redriveDate: expect.any(Number) });
    expect(await redrive()).toMatchObject({
      __type: "ExecutionNotRedrivable",
      message: expect.stringContaining("Execution is SUCCEEDED and cannot be redriven"),
    });
  });

  it.each([
    ["StartExecution", { stateMachineArn: arn, name: "a b" }, "InvalidName"],
    ["StartExecution", { stateMachineArn: arn, input: "{" }, "InvalidExecutionInput"],
    ["StartExecution", { stateMachineArn: arn, input: "[12345678901234567890]" }, "InvalidExecutionInput"],
    ["RedriveExecution", { executionArn: executionArn("none") }, "ExecutionDoesNotExist"],
    ["StartExecution", { stateMachineArn: `${arn}x` }, "StateMachineDoesNotExist"],
    ["ListExecutions", { stateMachineArn: `${arn}x` }, "StateMachineDoesNotExist"],
    ["DescribeExecution", { executionArn: executionArn("none") }, "ExecutionDoesNotExist"],
    ["StopExecution", { executionArn: executionArn("none") }, "ExecutionDoesNotExist"],
  ])("When %s is called with %j, then the answer is %s", async (operation, input, error) => {
    expect(await machine([]).call(operation, input)).toMatchObject({ __type: error });
  });
});
