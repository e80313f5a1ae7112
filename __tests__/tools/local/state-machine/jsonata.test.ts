import type { Json, JsonObject } from "../../../../tools/local/json";
import type { QueryEvaluationError } from "../../../../tools/local/state-machine/language/jsonata";
import { evaluateJsonata } from "../../../../tools/local/state-machine/language/jsonata";
import { call, machineOf, start } from "../../../support/state-machine";

const evaluated = (text: string, input: Json = {}): Promise<Json> =>
  evaluateJsonata(text, "Output", { input, context: {} }, { known: 7 });

const jsonata = (states: JsonObject) => machineOf(states, { QueryLanguage: "JSONata" });

const ended = async (...given: Parameters<typeof start>) => {
  const { end, history } = await start(...given).ended;
  return { end, types: history.map(({ type }) => type) };
};

describe("Given expressions of JSONata", () => {
  it.each<[string, Json, Json]>([
    ["$states.input.a + $known", { a: 1 }, 8],
    ["$states.input.list[n > 1].n", { list: [{ n: 1 }, { n: 2 }] }, 2],
    ["$states.input.list.n", { list: [{ n: 1 }, { n: 2 }] }, [1, 2]],
    ["$partition([1, 2, 3], 2)", {}, [[1, 2], [3]]],
    ["$range(0, 10, 3)", {}, [0, 3, 6, 9]],
    ["$hash('input data', 'SHA-256')", {}, "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"],
    ["$parse('{\"a\": [1]}')", {}, { a: [1] }],
    ["$match($uuid(), /^[0-9a-f-]{36}$/) != []", {}, true],
    ["$exists($states.input.none) ? 1 : null", {}, null],
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
  it("When a Task has Arguments, Output and Assign, then they see its input, its result and variables", async () => {
    const states = {
      Set: { Type: "Pass", Assign: { prefix: "{% $states.input.prefix %}" }, Output: { n: 1 }, Next: "Ask" },
      Ask: call("ask", {
        Arguments: {
          text: "{% $prefix & $string($states.input.n) %}",
          fixed: ["{% $states.context.State.Name %}", "{x}"],
        },
        Assign: { answer: "{% $states.result.said %}" },
        Output: "{% { 'was': $states.input.n, 'is': $states.result.said, 'before': $prefix } %}",
        Next: "Tell",
      }),
      Tell: { Type: "Succeed", Output: { answer: "{% $answer %}", input: "{% $states.input %}" } },
    };
    const asked: Json[] = [];
    const { end } = await ended(
      jsonata(states),
      { prefix: "n" },
      {
        ask: (given: Json) => {
          asked.push(given);
          return { said: 2 };
        },
      },
    );
    expect(asked).toEqual([{ text: "n1", fixed: ["Ask", "{x}"] }]);
    expect(end).toEqual({ status: "SUCCEEDED", output: { answer: 2, input: { was: 1, is: 2, before: "n" } } });
  });

  it("When states have no Output, then a Task leaves its result, and others their input", async () => {
    const states = {
      Ask: call("ask", { Next: "Choose" }),
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.n = 1 %}", Assign: { seen: true }, Next: "Wait" }],
        Default: "No",
      },
      Wait: { Type: "Wait", Seconds: "{% $states.input.n %}", Next: "End" },
      End: { Type: "Pass", Output: "{% [$states.input, $seen] %}", End: true },
      No: { Type: "Fail" },
    };
    expect((await ended(jsonata(states), {}, { ask: () => ({ n: 1 }) })).end).toEqual({
      status: "SUCCEEDED",
      output: [{ n: 1 }, true],
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
    const { end, types } = await ended(jsonata(ask({ Catch })), {}, { ask: () => null });
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
      ItemProcessor: machineOf({ P: { Type: "Pass", End: true } }),
      End: true,
    };
    expect((await ended(jsonata({ Map: map }))).end).toEqual({
      status: "FAILED",
      error: "States.QueryEvaluationError",
      cause: expect.stringContaining("Expected 'array', but was 'string' for value: \"a\"") as unknown,
    });
  });

  it("When a state of a JSONPath machine is in JSONata, then it alone is", async () => {
    const states = {
      First: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $states.input.a %}", Next: "Second" },
      Second: { Type: "Pass", Parameters: { "b.$": "$" }, End: true },
    };
    expect((await ended(machineOf(states), { a: 1 })).end).toEqual({ status: "SUCCEEDED", output: { b: 1 } });
  });
});
