import type { Json, JsonObject } from "../../../../tools/local/json";
import { evaluate, type QueryEvaluationError } from "../../../../tools/local/state-machine/language/jsonata";
import { call, machineOf, processorOf, start } from "../../../support/state-machine";

const evaluated = (text: string, input: Json = {}): Promise<Json> =>
  evaluate(`{% ${text} %}`, "Output", { input, context: {} });

const ended = async (...given: Parameters<typeof start>) => {
  const { end, history } = await start(...given).ended;
  return { end, types: history.map(({ type }) => type) };
};

describe("Given expressions of JSONata", () => {
  it.each<[string, Json, Json]>([
    ["$states.input.a + 7", { a: 1 }, 8],
    ["$states.input.list[n > 1].n", { list: [{ n: 1 }, { n: 2 }] }, 2],
    ["$states.input.list.n", { list: [{ n: 1 }, { n: 2 }] }, [1, 2]],
    ["$partition([1, 2, 3], 2)", {}, [[1, 2], [3]]],
    ["$range(0, 10, 3)", {}, [0, 3, 6, 9]],
    ["$hash('input data', 'SHA-256')", {}, "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"],
    ["$parse('{\"a\": [1]}')", {}, { a: [1] }],
    ["$match($uuid(), /^[0-9a-f-]{36}$/) != []", {}, true],
    ["$exists($states.input.none) ? 1 : null", {}, null],
    // Recorded from AWS, and examples of the developer guide.
    ["$hash('input data', 'MD5')", {}, "812f45842bc6d66ee14572ce20db8e86"],
    ["$hash('input data', 'SHA-1')", {}, "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$partition([], 3)", {}, []],
    ["$range(1, 9, 9)", {}, [1]],
    ["$parse($states.input)", '{"n": 9007199254740991}', { n: 9007199254740991 }],
    ["$string($states.input.text)", { text: 'a\\b "c" \\"d' }, 'a\\b "c" \\"d'],
    ["$states.input.list", { list: ["one"] }, ["one"]],
    ["$states.input.list", { list: [[1]] }, [[1]]],
    ["$states.input.list", { list: [] }, []],
    ["[$states.input.list]", { list: ["one"] }, ["one"]],
  ])("When %s is evaluated with %j, then the value is %j", async (text, input, value) => {
    expect(await evaluated(text, input)).toEqual(value);
  });

  it.each<[string, string]>([
    ["$states.input.none", "specified for the field 'Output' returned nothing (undefined)."],
    ["$eval('1')", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["$randomSeeded(1)", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["1 + 'a'", "threw an error during evaluation. T2002"],
    ["(", "threw an error during evaluation. S0203"],
    ["$parse('{')", "threw an error during evaluation."],
    ["function($x){$x}", "returned an unsupported result type."],
    ["{'f': $sum}", "returned an unsupported result type."],
    ["$parse('{\"n\": 12345678901234567890}')", "12345678901234567890 is above 2^53"],
    ["$hash('a', 'SHA-2')", "SHA-2 is none of MD5, SHA-1, SHA-256, SHA-384, SHA-512"],
    ["$hash(1, 'MD5')", "must be a string of at most 10000 characters"],
    ["$hash($pad('', 10001, 'a'), 'MD5')", "must be a string of at most 10000 characters"],
    ["$range(1, 2000, 1)", "at most 1,000 numbers, not 2000"],
    ["$range(1, 2, 0)", "at most 1,000 numbers"],
    ["$states.input.a[0]", "returned nothing"],
  ])("When %s has no value that is JSON, then the error is States.QueryEvaluationError", async (text, cause) => {
    const error = await evaluated(text).catch((thrown: unknown) => thrown as QueryEvaluationError);
    expect(error).toMatchObject({
      name: "States.QueryEvaluationError",
      location: "Output",
      message: expect.stringContaining(cause) as unknown,
    });
  });
});

describe("Given states of JSONata", () => {
  it("When a Task has Arguments and Output, then they see its input and its result", async () => {
    const states = {
      Set: { Type: "Pass", Output: { n: "{% $states.input.first %}" }, Next: "Ask" },
      Ask: call("ask", {
        Arguments: {
          text: "{% 'n' & $string($states.input.n) %}",
          fixed: ["{% $states.context.State.Name %}", "{x}"],
        },
        Output: "{% { 'was': $states.input.n, 'is': $states.result.said } %}",
        Next: "Tell",
      }),
      Tell: { Type: "Succeed", Output: { input: "{% $states.input %}" } },
    };
    const asked: Json[] = [];
    const { end } = await ended(
      machineOf(states),
      { first: 1 },
      {
        ask: (given: Json) => {
          asked.push(given);
          return { said: 2 };
        },
      },
    );
    expect(asked).toEqual([{ text: "n1", fixed: ["Ask", "{x}"] }]);
    expect(end).toEqual({ status: "SUCCEEDED", output: { input: { was: 1, is: 2 } } });
  });

  it("When states have no Output, then a Task leaves its result, and others their input", async () => {
    const states = {
      Ask: call("ask", { Next: "Choose" }),
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.n = 1 %}", Next: "Wait" }],
        Default: "No",
      },
      Wait: { Type: "Wait", Seconds: "{% $states.input.n %}", Next: "End" },
      End: { Type: "Pass", Output: "{% [$states.input] %}", End: true },
      No: { Type: "Fail" },
    };
    expect((await ended(machineOf(states), {}, { ask: () => ({ n: 1 }) })).end).toEqual({
      status: "SUCCEEDED",
      output: [{ n: 1 }],
    });
  });

  it("When an expression fails, then the history says where, and a Catch sees it as any other error", async () => {
    const ask = (more: JsonObject) => ({
      Ask: call("ask", { Arguments: { name: "{% $states.input.none %}" }, End: true, ...more }),
      Caught: { Type: "Pass", End: true },
    });
    const cause =
      "An error occurred while executing the state 'Ask' (entered at the event id #2). The JSONata expression " +
      "'$states.input.none' specified for the field 'Arguments/name' returned nothing (undefined).";
    const Catch = [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput %}", Next: "Caught" }];
    const { end, types } = await ended(machineOf(ask({ Catch })), {}, { ask: () => null });
    expect(end).toEqual({ status: "SUCCEEDED", output: { Error: "States.QueryEvaluationError", Cause: cause } });
    expect(types).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "EvaluationFailed",
      "TaskStateExited",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
  });

  it("When the Items of a Map are no list, then the error names the type", async () => {
    const map = {
      Type: "Map",
      Items: "{% 'a' %}",
      ItemProcessor: processorOf({ P: { Type: "Pass", End: true } }),
      End: true,
    };
    expect((await ended(machineOf({ Map: map }))).end).toEqual({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause: expect.stringContaining("Expected 'array', but was 'string' for value: \"a\"") as unknown,
    });
  });

  it("When the context object is read, then it is that of the state", async () => {
    const arn = "arn:aws:states:eu-west-1:123456789012";
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as never;
    const state = { Type: "Pass", Output: "{% $states.context %}", End: true };
    expect((await ended(machineOf({ State: state }), { a: 1 })).end).toEqual({
      status: "SUCCEEDED",
      output: {
        Execution: {
          Id: `${arn}:execution:machine:run`,
          Input: { a: 1 },
          Name: "run",
          RoleArn: "arn:aws:iam::123456789012:role/machine",
          StartTime: time,
          RedriveCount: 0,
        },
        StateMachine: { Id: `${arn}:stateMachine:machine`, Name: "machine" },
        State: { Name: "State", EnteredTime: time },
      },
    });
  });
});

describe("Given a Choice state", () => {
  const choose = (more: JsonObject = {}) =>
    machineOf({
      Choose: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n = 1 %}", Output: { chosen: "first" }, Next: "End" },
          { Condition: "{% $states.input.isSecond %}", Next: "End" },
        ],
        Output: { chosen: "none" },
        ...more,
      },
      End: { Type: "Succeed" },
    });

  it.each<[Json, Json]>([
    [{ n: 1 }, { chosen: "first" }],
    [{ isSecond: true }, { isSecond: true }],
    [{ isSecond: false }, { chosen: "none" }],
  ])(
    "When its input is %j, then the Output is that of the first rule that holds, or of the default",
    async (input, output) => {
      const { end } = await ended(choose({ Default: "End" }), input);
      expect(end).toEqual({ status: "SUCCEEDED", output });
    },
  );

  it.each<[Json, string, string]>([
    [{ isSecond: false }, "States.NoChoiceMatched", "No choice rule holds, and there is no Default."],
    [{ isSecond: "yes" }, "States.QueryEvaluationError", "Expected 'boolean', but was 'string' for value: \"yes\""],
    [
      {},
      "States.QueryEvaluationError",
      "'$states.input.isSecond' specified for the field 'Condition' returned nothing",
    ],
  ])("When its input is %j and it has no Default, then the error is %s", async (input, error, cause) => {
    const { end } = await ended(choose(), input);
    expect(end).toEqual({ status: "FAILED", error, cause: expect.stringContaining(cause) as unknown });
  });
});

describe("Given a Fail state", () => {
  it.each<[Json, string, string]>([
    [{ error: "E", cause: "c" }, "E", "c"],
    [{ error: "E" }, "States.QueryEvaluationError", "field 'Cause' returned nothing"],
    [{ error: 5, cause: "c" }, "States.QueryEvaluationError", "Expected 'string', but was 'number' for value: 5"],
  ])("When its input is %j, then the execution ends with %s", async (input, error, cause) => {
    const state = { Type: "Fail", Error: "{% $states.input.error %}", Cause: "{% $states.input.cause %}" };
    const { end } = await ended(machineOf({ Fail: state }), input);
    expect(end).toEqual({ status: "FAILED", error, cause: expect.stringContaining(cause) as unknown });
  });
});
