import { setTimeout } from "node:timers/promises";
import type { Json, JsonObject } from "../../../../tools/local/json";
import { isNamed, StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { call, machineOf, processorOf, start, type Answer } from "../../../support/state-machine";

const run = async (States: JsonObject, ask: Answer, input: Json = {}) => {
  const { end, history } = await start(machineOf(States), input, { ask }).ended;
  return { end, types: history.map(({ type }) => type) };
};

const all = { ErrorEquals: ["States.ALL"], Next: "Caught" };
const caught = { Caught: { Type: "Pass", End: true } };
const failing = (error: StatesError) => () => error;

describe("Given ErrorEquals of a Retry or Catch", () => {
  it.each<[string, string, boolean]>([
    ["Ecs.ServerException", "Ecs.ServerException", true],
    ["Ecs.ServerException", "Ecs.serverexception", false],
    ["Ecs.ServerException", "States.ALL", true],
    ["Ecs.ServerException", "States.TaskFailed", true],
    ["States.Timeout", "States.Timeout", true],
    ["States.Timeout", "States.ALL", true],
    ["States.Timeout", "States.TaskFailed", false],
    ["States.HeartbeatTimeout", "States.TaskFailed", false],
    ["States.HeartbeatTimeout", "States.HeartbeatTimeout", true],
    ["States.DataLimitExceeded", "States.ALL", false],
    ["States.DataLimitExceeded", "States.TaskFailed", false],
    ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
    ["States.Runtime", "States.ALL", false],
    ["States.Runtime", "States.Runtime", false],
    ["States.QueryEvaluationError", "States.ALL", true],
  ])("When an error is %s and it has %s, then that it is for it is %s", (name, wanted, answer) => {
    expect(isNamed([wanted], name)).toBe(answer);
  });
});

describe("Given a Task that fails", () => {
  it("When retriers are for its errors, then each counts its own attempts, and the Catch sees the last error and the retries", async () => {
    const errors = ["A", "B", "A", "B", "A"].map((name) => new StatesError(name, `it was ${name}`));
    const Retry = [
      { ErrorEquals: ["A"], MaxAttempts: 2, IntervalSeconds: 60 },
      { ErrorEquals: ["States.TaskFailed"], MaxAttempts: 5 },
    ];
    const retryCounts: number[] = [];
    const ask = call("ask", {
      Arguments: { count: "{% $states.context.State.RetryCount %}" },
      Retry,
      Catch: [{ ...all, Output: "{% [$states.errorOutput.Cause, $states.context.State.RetryCount] %}" }],
      End: true,
    });
    const { end, types } = await run({ Ask: ask, ...caught }, ({ count }: { count: number }, index) => {
      retryCounts.push(count);
      return errors[index - 1] as StatesError;
    });
    expect([end, retryCounts]).toEqual([{ status: "SUCCEEDED", output: ["it was A", 4] }, [0, 1, 2, 3, 4]]);
    expect(types.filter((type) => type === "TaskScheduled")).toHaveLength(5);
  });

  it("When its Catch has an Output, then the input goes on with the error in it", async () => {
    const Catch = [{ ...all, Output: "{% $merge([$states.input, {'error': $states.errorOutput}]) %}" }];
    const { end } = await run(
      { Ask: call("ask", { Catch, End: true }), ...caught },
      failing(new StatesError("A", "b")),
      { a: 1 },
    );
    expect(end).toEqual({ status: "SUCCEEDED", output: { a: 1, error: { Error: "A", Cause: "b" } } });
  });

  it("When it takes longer than its TimeoutSeconds, then it timed out, and TaskFailed is not for it", async () => {
    const slow = async () => {
      await setTimeout(3_000, undefined, { ref: false });
      return null;
    };
    const Catch = [{ ErrorEquals: ["States.TaskFailed"], Next: "Caught" }];
    const of = (more: JsonObject) => run({ Ask: call("ask", { Catch, End: true, ...more }), ...caught }, slow);
    const started = ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted"];
    expect(await of({ TimeoutSeconds: 1 })).toEqual({
      end: { status: "FAILED", error: "States.Timeout", cause: "" },
      types: [...started, "TaskTimedOut", "ExecutionFailed"],
    });
  });

  it("When the call has a parameter that it does not know, then neither Retry nor Catch sees States.Runtime", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }];
    const ask = call("ask", { Retry, Catch: [all], End: true });
    expect(
      await run({ Ask: ask, ...caught }, () => new StatesError("States.Runtime", "it has no parameter Foo")),
    ).toEqual({
      end: {
        status: "FAILED",
        error: "States.Runtime",
        cause:
          "An error occurred while executing the state 'Ask' (entered at the event id #2). it has no parameter Foo",
      },
      types: ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed", "ExecutionFailed"],
    });
  });

  it("When its Arguments name what is absent, then Retry and Catch see it as any error", async () => {
    const Retry = [{ ErrorEquals: ["States.QueryEvaluationError"], MaxAttempts: 1 }];
    const ask = call("ask", { Arguments: { a: "{% $states.input.absent %}" }, Retry, Catch: [all], End: true });
    const { end, types } = await run({ Ask: ask, ...caught }, () => null);
    expect([end, types.slice(2, 5)]).toEqual([
      { status: "SUCCEEDED", output: expect.objectContaining({ Error: "States.QueryEvaluationError" }) },
      ["EvaluationFailed", "EvaluationFailed", "TaskStateExited"],
    ]);
  });
});

describe("Given a Wait state, however short its pause is here", () => {
  it.each<[Json, string]>([
    [{}, "The JSONata expression '$states.input.s' specified for the field 'Seconds' returned nothing (undefined)."],
    [{ s: -1 }, "The Seconds references a negative value: -1"],
    [{ s: 1.5 }, "The Seconds cannot be parsed as a long value: 1.5"],
    [{ s: "5" }, "Expected 'number', but was 'string' for value: \"5\""],
    [{ s: null }, "Expected 'number', but was 'null' for value: null"],
  ])("When Seconds is given %j, then the execution ends with States.QueryEvaluationError", async (input, cause) => {
    const wait = { Type: "Wait", Seconds: "{% $states.input.s %}", End: true };
    const { end, types } = await run({ Wait: wait }, () => null, input);
    expect([end, types]).toEqual([
      { status: "FAILED", error: "States.QueryEvaluationError", cause: expect.stringContaining(cause) as unknown },
      ["ExecutionStarted", "WaitStateEntered", "EvaluationFailed", "ExecutionFailed"],
    ]);
  });
});

describe("Given a Map", () => {
  const map = (more: JsonObject) => ({
    Map: {
      Type: "Map",
      Items: "{% $states.input.list %}",
      ItemProcessor: processorOf({ Same: { Type: "Pass", End: true } }),
      Catch: [all],
      End: true,
      ...more,
    },
    ...caught,
  });

  const most = { MaxConcurrency: "{% $states.input.n %}" };

  it.each<[string, JsonObject, JsonObject, string]>([
    ["a fraction for MaxConcurrency", most, { list: [], n: 1.5 }, "cannot be parsed as a long value: 1.5"],
    ["a text for MaxConcurrency", most, { list: [], n: "2" }, "Expected 'number', but was 'string' for value: \"2\""],
    ["a MaxConcurrency below 0", most, { list: [], n: -1 }, "MaxConcurrency references a negative value: -1"],
    ["an object for a list", {}, { list: { a: 1 } }, "Expected 'array', but was 'object' for value: {\"a\":1}"],
    ["no list", {}, {}, "'$states.input.list' specified for the field 'Items' returned nothing"],
  ])("When it has %s, then its Catch sees States.QueryEvaluationError", async (_, more, input, cause) => {
    expect((await run(map(more), () => null, input)).end).toEqual({
      status: "SUCCEEDED",
      output: { Error: "States.QueryEvaluationError", Cause: expect.stringContaining(cause) as unknown },
    });
  });
});
