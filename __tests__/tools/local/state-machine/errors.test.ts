import { setTimeout } from "node:timers/promises";
import type { Json, JsonObject } from "../../../../tools/local/json";
import { isNamed, StatesError } from "../../../../tools/local/state-machine/language/states-error";
import { call, machineOf, start, type Answer } from "../../../support/state-machine";

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
  it("When retriers are for its errors, then each counts its own attempts, and the Catch sees the last error", async () => {
    const errors = ["A", "B", "A", "B", "A"].map((name) => new StatesError(name, `it was ${name}`));
    const Retry = [
      { ErrorEquals: ["A"], MaxAttempts: 2, IntervalSeconds: 60 },
      { ErrorEquals: ["States.TaskFailed"], MaxAttempts: 5 },
    ];
    const retryCounts: number[] = [];
    const ask = call("ask", {
      Parameters: { "count.$": "$$.State.RetryCount" },
      Retry,
      Catch: [all],
      End: true,
    });
    const { end, types } = await run({ Ask: ask, ...caught }, ({ count }: { count: number }, index) => {
      retryCounts.push(count);
      return errors[index - 1] as StatesError;
    });
    expect([end, retryCounts]).toEqual([
      { status: "SUCCEEDED", output: { Error: "A", Cause: "it was A" } },
      [0, 1, 2, 3, 4],
    ]);
    expect(types.filter((type) => type === "TaskScheduled")).toHaveLength(5);
  });

  it("When its Catch has a ResultPath, then the input goes on with the error in it", async () => {
    const Catch = [{ ...all, ResultPath: "$.error" }];
    const { end } = await run(
      { Ask: call("ask", { Catch, End: true }), ...caught },
      failing(new StatesError("A", "b")),
      { a: 1 },
    );
    expect(end).toEqual({ status: "SUCCEEDED", output: { a: 1, error: { Error: "A", Cause: "b" } } });
  });

  it("When it takes longer than its TimeoutSeconds or HeartbeatSeconds, then it timed out, and TaskFailed is not for it", async () => {
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
    expect(await of({ TimeoutSeconds: 60, HeartbeatSeconds: 1 })).toEqual({
      end: { status: "FAILED", error: "States.HeartbeatTimeout", cause: "" },
      types: [...started, "TaskTimedOut", "ExecutionFailed"],
    });
  });

  it("When its Parameters name what is absent, then neither Retry nor Catch sees States.Runtime", async () => {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 3 }];
    const ask = call("ask", { Parameters: { "a.$": "$.absent" }, Retry, Catch: [all], End: true });
    expect(await run({ Ask: ask, ...caught }, () => null)).toEqual({
      end: {
        status: "FAILED",
        error: "States.Runtime",
        cause:
          "An error occurred while executing the state 'Ask' (entered at the event id #2). " +
          "The JSONPath '$.absent' specified for the field 'a.$' could not be found in the input '{}'",
      },
      types: ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"],
    });
  });
});

describe("Given a Wait state, however short its pause is here", () => {
  it.each<[Json, string]>([
    [{}, "The SecondsPath parameter does not reference an input value: $.s"],
    [{ s: -1 }, "The SecondsPath parameter references a negative value: $.s == -1"],
    [{ s: 1.5 }, "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5"],
    [{ s: "5" }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == "5"'],
    [{ s: null }, "The SecondsPath parameter cannot be parsed as a long value: $.s == null"],
  ])("When SecondsPath is given %j, then the execution ends with States.Runtime", async (input, cause) => {
    const { end } = await run({ Wait: { Type: "Wait", SecondsPath: "$.s", End: true } }, () => null, input);
    expect(end).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: `An error occurred while executing the state 'Wait' (entered at the event id #2). ${cause}`,
    });
  });

  it.each<[Json, boolean]>([
    ["2026-11-24T12:00:00Z", true],
    ["2026-11-24T12:00:00.000+01:00", true],
    ["2026-11-24 12:00:00Z", false],
    ["2026-11-24T12:00:00", false],
    ["2026-13-24T12:00:00Z", false],
    [5, false],
  ])("When TimestampPath is given %j, then that it is accepted is %s", async (t, isAccepted) => {
    const { end } = await run({ Wait: { Type: "Wait", TimestampPath: "$.t", End: true } }, () => null, { t });
    expect(end.status).toBe(isAccepted ? "SUCCEEDED" : "FAILED");
  });
});

describe("Given a Map", () => {
  const map = (more: JsonObject) => ({
    Map: {
      Type: "Map",
      ItemsPath: "$.list",
      ItemProcessor: machineOf({ Same: { Type: "Pass", End: true } }),
      Catch: [all],
      End: true,
      ...more,
    },
    ...caught,
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    [
      "a fraction in MaxConcurrencyPath",
      { MaxConcurrencyPath: "$.n" },
      { list: [], n: 1.5 },
      "is not a valid integer: $.n",
    ],
    [
      "a text in MaxConcurrencyPath",
      { MaxConcurrencyPath: "$.n" },
      { list: [], n: "2" },
      "is not a valid integer: $.n",
    ],
    [
      "a MaxConcurrencyPath below 0",
      { MaxConcurrencyPath: "$.n" },
      { list: [], n: -1 },
      "MaxConcurrency cannot be negative",
    ],
    ["an object for a list", {}, { list: { a: 1 } }, 'Map state input must be an array but was: {"a":1}'],
    ["no list", {}, {}, "Invalid path '$.list'"],
  ])("When it has %s, then the execution ends with States.Runtime, past its Catch", async (_, more, input, cause) => {
    expect((await run(map(more), () => null, input)).end).toEqual({
      status: "FAILED",
      error: "States.Runtime",
      cause: expect.stringContaining(cause) as unknown,
    });
  });
});
