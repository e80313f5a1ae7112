import jsonata from "jsonata";
import { overridesOfEntry } from "../../stacks/pattern-2/overrides-expression";
import { readers } from "../../stacks/pattern-2/readers";
import { toCamelCase } from "../../tools/local/state-machine/integrations/integration";
import type { Json } from "../../tools/local/json";
import { entryOfRecord } from "../../workflow/csv-entry";
import type { TaskAttributes, TaskEntry } from "../../workflow/spec";
import { overridesOf } from "../../workflow/task-overrides";
import { deployment } from "../support/deployment";
import { copyJob } from "../../workflow/job";

const told = { entry: "$entry", taskName: "$entry.taskName", workflowRunId: '"7"', run: "$run" };
const overrides = jsonata(overridesOfEntry(deployment.containerName, told));

const size = { cpuUnits: 1_024, memoryMib: 2_048, ephemeralStorageGib: 100 };
const cases: [string, TaskEntry, TaskAttributes | undefined][] = [
  ["nothing but a name", { taskName: "a" }, undefined],
  ["an object of another bucket", { taskName: "a", objectKey: "in/a", s3BucketName: "other" }, undefined],
  ["one word", { taskName: "a", command: ["x"] }, undefined],
  [
    "everything",
    { taskName: "a", command: ["sh", "-c", "a\nb"], environment: { A: "1" }, timeoutSeconds: 60, ...size },
    undefined,
  ],
  ["what all have", { taskName: "a" }, { command: ["x"], environment: { A: "1" }, timeoutSeconds: 60, ...size }],
  [
    "more than all have",
    { taskName: "a", environment: { B: "2" }, command: ["y"] },
    { environment: { A: "1", B: "1" } },
  ],
  ["attempts", { taskName: "a", attempts: 10 }, undefined],
  ["one attempt where all have more", { taskName: "a", attempts: 1 }, { attempts: 3, retryOn: "infrastructure" }],
  ["attempts like all", { taskName: "a" }, { attempts: 3, retryOn: "infrastructure" }],
];

describe("Given an entry of a list, and its overrides as pattern 2 and as the launcher make them", () => {
  it.each(cases)("When it has %s, then both are the same, without what nobody gave", async (_, entry, taskDefaults) => {
    const run = { ...deployment, targetFolder: "out", ...(taskDefaults && { taskDefaults }) };
    const made = (await overrides.evaluate(undefined, { entry, run })) as Json;
    expect(toCamelCase(JSON.parse(JSON.stringify(made)) as Json)).toEqual(overridesOf(run, entry, "7"));
  });
});

describe("Given a record of CSV, and the entry that pattern 2 and the tools make of it", () => {
  const [reader] = readers({ job: copyJob }).filter(({ name }) => name === "FromCSV");
  const expression = jsonata(reader?.entry ?? "");
  expression.assign("parse", JSON.parse);

  it.each<[string, Record<string, string>, object]>([
    ["empty fields", { taskName: "a", objectKey: "", "env.A": "", command: "" }, { taskName: "a" }],
    [
      "all there is",
      {
        taskName: "a",
        command: '["sh", "-c", "echo \\u00fc \\"x\\""]',
        "env.A": "1",
        "env.B": '"',
        cpuUnits: "256",
        memoryMib: "512",
        timeoutSeconds: "60",
        attempts: "3",
        retryOn: "infrastructure",
      },
      {
        taskName: "a",
        command: ["sh", "-c", 'echo ü "x"'],
        environment: { A: "1", B: '"' },
        cpuUnits: 256,
        memoryMib: 512,
        timeoutSeconds: 60,
        attempts: 3,
        retryOn: "infrastructure",
      },
    ],
    ["an empty command", { taskName: "7", command: " [ ] " }, { taskName: "7", command: [] }],
    [
      "what is no number and no list of texts",
      { taskName: "a", cpuUnits: "many", timeoutSeconds: "9".repeat(400), command: '["a", 1]', environment: "{}" },
      { taskName: "a", cpuUnits: "many", timeoutSeconds: "9".repeat(400), command: '["a", 1]', environment: "{}" },
    ],
  ])("When it has %s, then both are the same", async (_, record, entry) => {
    expect(entryOfRecord(record)).toEqual(entry);
    expect(JSON.parse(JSON.stringify(await expression.evaluate(undefined, { item: record })))).toEqual(entry);
  });
});
