import type { JsonObject } from "../../../../tools/local/json";
import { flowOf, machineOf, start } from "../../../support/state-machine";

const pass = (more: JsonObject) => machineOf({ Only: { Type: "Pass", End: true, ...more } });
const task = (Resource: string, more: JsonObject = {}) =>
  machineOf({ Only: { Type: "Task", Resource, End: true, ...more } });
const map = (more: JsonObject, config: JsonObject = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }) =>
  machineOf({
    Only: { Type: "Map", ItemProcessor: { ...flowOf(inner), ProcessorConfig: config }, End: true, ...more },
  });
const inner = { Only2: { Type: "Pass", End: true } };
const choice = (rule: JsonObject) =>
  machineOf({ Only: { Type: "Choice", Choices: [{ ...rule, Next: "Done" }] }, Done: { Type: "Succeed" } });
const reader = (more: JsonObject, config: JsonObject = { InputType: "JSONL" }) => ({
  ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: config, Arguments: {}, ...more },
});

const invoke = "arn:aws:states:::lambda:invoke";
const integrations = Object.fromEntries(
  [invoke, "arn:aws:states:::s3:getObject", "arn:aws:states:::s3:putObject"].map((name) => [
    name,
    () => Promise.resolve({}),
  ]),
);

/** Why nothing was started; undefined when something was. */
async function refusalOf(definition: JsonObject): Promise<string | undefined> {
  try {
    await start(definition, {}, {}, {}, integrations).ended;
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("Given a definition with something that Step Functions may know and that is not run here", () => {
  it.each<[string, JsonObject]>([
    ["Foo", pass({ Foo: 1 })],
    ["Assign", pass({ Assign: { a: 1 } })],
    ["Label", map({ Label: "Each" })],
    // Calls here answer, and send no heartbeats.
    ["HeartbeatSeconds", task(invoke, { HeartbeatSeconds: 1 })],
    ["ToleratedFailureCount", map({ ToleratedFailureCount: 1 })],
    ["Credentials", task(invoke, { Credentials: { RoleArn: "arn" } })],
    ["ItemBatcher", map({ ItemBatcher: { MaxItemsPerBatch: 2 } })],
    ["ItemReader.ReaderConfig.MaxItems", map(reader({}, { InputType: "JSONL", MaxItems: 3 }))],
    ["ItemReader.ReaderConfig.CSVDelimiter", map(reader({}, { InputType: "CSV", CSVDelimiter: "TAB" }))],
    [
      "ItemReader.ReaderConfig.CSVHeaderLocation GIVEN",
      map(reader({}, { InputType: "CSV", CSVHeaderLocation: "GIVEN" })),
    ],
    ["ItemReader.ReaderConfig.InputType PARQUET", map(reader({}, { InputType: "PARQUET" }))],
    ["ItemReader.Foo", map(reader({ Foo: 1 }))],
    [
      "ResultWriter.WriterConfig",
      map({ ResultWriter: { Resource: "arn:aws:states:::s3:putObject", WriterConfig: { OutputType: "JSONL" } } }),
    ],
    ["ItemProcessor.ProcessorConfig.ExecutionType EXPRESS", map({}, { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" })],
    ["Retry.Foo", task(invoke, { Retry: [{ ErrorEquals: ["States.ALL"], Foo: 1 }] })],
    ["Catch.Foo", task(invoke, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Only", Foo: 1 }] })],
    ["Catch.Assign", task(invoke, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Only", Assign: { a: 1 } }] })],
    ["Choices.Assign", choice({ Condition: "{% true %}", Assign: { a: 1 } })],
    ["Choices.Foo", choice({ Condition: "{% true %}", Foo: 1 })],
    ["Timestamp", machineOf({ Only: { Type: "Wait", Timestamp: "2026-11-24T12:00:00Z", End: true } })],
    ["ItemProcessor.ProcessorConfig.Mode INLINE", map({}, { Mode: "INLINE" })],
    // Of JSONPath.
    ["QueryLanguage JSONPath", pass({ QueryLanguage: "JSONPath" })],
    ["Parameters", pass({ Parameters: { "a.$": "$.a" } })],
    ["ResultPath", task(invoke, { ResultPath: "$.a" })],
    ["MaxConcurrencyPath", map({ MaxConcurrencyPath: "$.a" })],
    ["Catch.ResultPath", task(invoke, { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Only", ResultPath: "$.a" }] })],
    ["Choices.Variable", choice({ Variable: "$.a", IsNull: true })],
  ])("When it has %s, then nothing is started, and the error names it", async (field, definition) => {
    expect(await refusalOf(definition)).toBe(`State Only has ${field}, which cannot be run here`);
  });

  it.each(["arn:aws:states:::aws-sdk:ecs:runTask.sync", "arn:aws:states:::lambda:invoke.waitForTaskToken"])(
    "When it calls %s, then nothing is started, and the error names it and what can be called",
    async (resource) => {
      expect(await refusalOf(task(resource))).toMatch(
        new RegExp(
          `^State Only calls ${resource.replaceAll(".", "\\.")}, which cannot be run here. Known: .*${invoke}`,
        ),
      );
    },
  );

  it("When it has no expression between the signs of one, then nothing is started, and the error shows it", async () => {
    expect(await refusalOf(pass({ Output: { a: ["{% 1 + %}"] } }))).toBe(
      "State Only: '1 +' is no expression of JSONata: Unexpected end of expression",
    );
  });

  it("When a Map is inline, by default, then nothing is started, and the error says so", async () => {
    expect(await refusalOf(machineOf({ Only: { Type: "Map", ItemProcessor: flowOf(inner), End: true } }))).toBe(
      "State Only is a Map without the Mode DISTRIBUTED, which cannot be run here",
    );
  });

  it.each<[string, JsonObject, string]>([
    ["none", flowOf({ Only: { Type: "Succeed" } }), "JSONPath, the default"],
    ["JSONPath", machineOf({ Only: { Type: "Succeed" } }, { QueryLanguage: "JSONPath" }), "JSONPath"],
  ])(
    "When its QueryLanguage is %s, then nothing is started, and the error names it",
    async (_, definition, language) => {
      expect(await refusalOf(definition)).toBe(
        `The definition's QueryLanguage is ${language}, which cannot be run here: write it in JSONata`,
      );
    },
  );

  it("When it is within a state, then it is found too", async () => {
    const within = {
      Type: "Parallel",
      Branches: [flowOf({ Inner: { Type: "Pass", Foo: 1, End: true } })],
      End: true,
    };
    expect(await refusalOf(machineOf({ Outer: within }))).toBe("State Inner has Foo, which cannot be run here");
  });
});
