import type { Json, JsonObject } from "../../../../tools/local/json";
import { readPath } from "../../../../tools/local/state-machine/language/path";
import { machineOf, start } from "../../../support/state-machine";

const pass = async (fields: JsonObject, input: Json): Promise<Json> => {
  const { end } = await start(machineOf({ State: { Type: "Pass", ...fields, End: true } }), input).ended;
  return end.status === "SUCCEEDED" ? end.output : { error: end.error, cause: end.cause };
};

const input = { a: { b: [{ c: 1 }, { d: 2 }, { c: 3 }], "0": "zero", "x y": true, none: null }, ä: 1 };
const list = input.a.b;

describe("Given paths", () => {
  it.each<[string, Json]>([
    ["$", input],
    ["$.a.b[0].c", 1],
    ["$['a']['x y']", true],
    ['$["a"].none', null],
    ["$.a.b[-1]", { c: 3 }],
    ["$.a.b[*].c", [1, 3]],
    ["$.a.b[*].missing", []],
    ["$.a.b[0:2]", list.slice(0, 2)],
    ["$.a.b[1:]", list.slice(1)],
    ["$.a.b[0,2].c", [1, 3]],
    ["$.a[*]", ["zero", list, true, null]],
    ["$.a['x y','none']", [true, null]],
    ["$.ä", 1],
    ["$$.Execution.Id", "arn"],
    ["$known.list[1]", 2],
  ])("When %s is read, then it is what lies there", (path, value) => {
    const roots = { data: input, context: { Execution: { Id: "arn" } }, variables: { known: { list: [1, 2] } } };
    expect(readPath(path, roots)).toEqual(value);
  });

  it("When the context object is read, then it is that of the state", async () => {
    const arn = "arn:aws:states:eu-west-1:123456789012";
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as never;
    expect(await pass({ InputPath: "$$" }, { a: 1 })).toEqual({
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
    });
  });

  it.each([
    ["$.missing"],
    ["$.a.b.c"],
    // An object with a key "0" is no list.
    ["$.a[0]"],
    ["$.a.b[3]"],
    ["$.missing[*].c"],
    ["$.a.none.x"],
    ["$.__proto__"],
    ["$.a.b.length"],
  ])("When %s is read, then there is nothing", (path) => {
    expect(readPath(path, { data: input, context: {}, variables: {} })).toBeUndefined();
  });

  it("When nothing is where a path leads, then the execution ends with States.Runtime", async () => {
    const path = "$.a[0]";
    expect(await pass({ InputPath: path }, input)).toEqual({
      error: "States.Runtime",
      cause: expect.stringContaining(`Invalid path '${path}'`) as unknown,
    });
    expect(await pass({ Parameters: { "value.$": path } }, input)).toEqual({
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'State' (entered at the event id #2). " +
        `The JSONPath '${path}' specified for the field 'value.$' could not be found in the input '${JSON.stringify(input)}'`,
    });
  });

  it.each<[string, JsonObject, Json]>([
    ["Result and ResultPath", { Result: 7, ResultPath: "$.new.deep" }, { old: 1, list: [1], new: { deep: 7 } }],
    ["a ResultPath into a list", { Result: 7, ResultPath: "$.list[0]" }, { old: 1, list: [7] }],
    ["a ResultPath of null", { Result: 7, ResultPath: null }, { old: 1, list: [1] }],
    ["an OutputPath", { Result: 7, ResultPath: "$.old", OutputPath: "$.old" }, 7],
    ["an InputPath of null", { InputPath: null }, {}],
    ["an OutputPath of null", { OutputPath: null }, {}],
    ["nested Parameters", { Parameters: { a: [{ "b.$": "$.old" }, "$.old"] } }, { a: [{ b: 1 }, "$.old"] }],
  ])("When a state has %s, then its output is that of Amazon States Language", async (_, fields, output) => {
    expect(await pass(fields, { old: 1, list: [1] })).toEqual(output);
  });

  it("When a ResultPath leads through something else, then the error is States.ResultPathMatchFailure", async () => {
    expect(await pass({ Result: 7, ResultPath: "$.old.deep" }, { old: 1 })).toMatchObject({
      error: "States.ResultPathMatchFailure",
    });
  });
});
