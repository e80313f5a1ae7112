import jsonata from "jsonata";
import { specRefusal } from "../../stacks/pattern-2/fault-expressions";
import type { Pattern } from "../../workflow/deployment";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { copyJob, overrides, spotDefaults, type Job } from "../../workflow/job";
import { specFaults } from "../../workflow/parse-spec";
import { entryRule, specRule } from "../../workflow/spec-rules";
import { deployment } from "../support/deployment";

const container: Job = { kind: "container", allowedOverrides: [...overrides] };
const contextOf = (pattern: Pattern, job = copyJob) => ({ pattern, deployment, maxTimeoutSeconds: 3_600, job });
const refusal = (pattern: Pattern, job?: Job) => jsonata(specRefusal(contextOf(pattern, job), "$input"));
const expressions = { copy: refusal(2), container: refusal(2, container) };

const found = (input: unknown, job?: Job) =>
  expressions[job?.kind ?? "copy"].evaluate(undefined, { input }) as Promise<unknown>;
const wanted = (input: unknown, pattern: Pattern, job?: Job) => {
  const faults = specFaults(input, contextOf(pattern, job));
  return faults.length === 0 ? "" : new InvalidWorkflowSpec(faults).message;
};

const task = { taskName: "a", objectKey: "in/file" };
const specs: unknown[] = [
  null,
  "a",
  7,
  6.345221731162953e-309,
  [Number("0.12345678901234567"), { a: 1 / 3 }],
  [],
  [{}],
  {},
  { taskList: [] },
  { taskList: [task] },
  { taskList: [task, task, { ...task, taskName: "b" }, task] },
  { taskList: task },
  { taskList: [1, null, "a", []] },
  { taskList: [{ taskName: 1, objectKey: {} }] },
  { taskList: [{ x: 1 }] },
  { a: 1, "": 2, taskList: [task] },
  { taskList: [task], taskSource: { format: "JSONL", key: "k" } },
  { taskSource: "x" },
  { taskSource: {} },
  { taskSource: { format: 1 } },
  { taskSource: { format: "CSV", key: "k", prefix: 1 } },
  { taskSource: { format: "PREFIX", prefix: "in/" } },
  { taskSource: { format: "PREFIX", prefix: "in/" }, targetFolder: "in//" },
  { taskSource: { format: "PREFIX", prefix: "in/a" }, targetFolder: "in" },
  { taskSource: { format: "PREFIX", prefix: "in/" }, targetFolder: "out/" },
  {
    taskList: [
      { ...task, taskName: "x\ud83d" },
      { ...task, taskName: "x🚀" },
      { ...task, taskName: "ü".repeat(65) },
      { ...task, taskName: "\u2028" },
    ],
  },
  { taskList: Array.from({ length: 30 }, (_, at) => ({ taskName: at })) },
  { taskList: Array.from({ length: 2_600 }, (_, at) => ({ taskName: `t${at}`, objectKey: '"'.repeat(20) })) },
  { ["k".repeat(600)]: 1 },
];

describe("Given a spec, and the rules as JSONata and as the parser", () => {
  it.each(specs.map((spec, at) => [at, spec] as const))(
    "When it is number %i, then both say the same",
    async (_, spec) => {
      expect(await found(spec)).toBe(wanted(spec, 2));
    },
  );
});

/** Values of the wrong kind, and of the right kind with something wrong. */
const values: unknown[] = [
  null,
  true,
  7,
  -1,
  1.5,
  1e21,
  "",
  " ",
  "a",
  "1",
  "0100001",
  "-5",
  "1.5",
  "run-1",
  "7e3c0c2e-5ed0-4b0e-9f7e-3d0c1a2b3c4d",
  "9".repeat(39),
  "x\ud83d",
  "\udc00",
  "a\u0000b",
  "a\u0085b",
  "ü".repeat(700),
  "💥".repeat(300),
  [],
  ["a"],
  [[]],
  {},
  { a: 1 },
  { format: "JSONL" },
];

const named = { taskName: "a" };
const sized = { cpuUnits: 1_024, memoryMib: 2_048 };
const jobSpecs: unknown[] = [
  { taskList: [named] },
  { taskSource: { format: "PREFIX", prefix: "in/" } },
  { taskList: [{ ...named, command: ["sh", "-c", "echo 1\n"], environment: { A: "1\n", B_2: "" }, ...sized }] },
  {
    taskList: [{ ...named, ephemeralStorageGib: 100, timeoutSeconds: 60 }],
    taskDefaults: { command: ["a"], ...sized },
  },
  { taskList: [named], taskDefaults: { command: "a" } },
  { taskList: [named], taskDefaults: { timeoutSeconds: 0, x: 1 } },
  { taskList: [named], taskDefaults: [] },
  { taskList: [{ ...named, cpuUnits: 256 }] },
  { taskList: [{ ...named, memoryMib: 512 }] },
  {
    taskList: [
      { ...named, cpuUnits: 256, memoryMib: 4_096 },
      { ...named, taskName: "b", cpuUnits: 300, memoryMib: 1 },
    ],
  },
  {
    taskList: [{ ...named, environment: { task_name: "x", "1A": "x", "A-B": 1, C: 1, D: null, E: "\u0000", "": "" } }],
  },
  { taskList: [{ ...named, environment: ["A"] }] },
  {
    taskList: [
      { ...named, command: [] },
      { ...named, taskName: "b", command: ["a", 1] },
    ],
  },
  {
    taskList: [
      { ...named, command: ["\u0000"] },
      { ...named, taskName: "b", command: ["x\ud83d"] },
    ],
  },
  { taskList: [{ ...named, ephemeralStorageGib: 20 }] },
  { taskList: [named, { ...named, taskName: "b", command: ["x".repeat(8_000)] }] },
  { taskList: [{ ...named, command: ["ü".repeat(4_000)] }], taskDefaults: { environment: { A: "ü".repeat(90) } } },
  { taskList: [{ ...named, command: ["x".repeat(7_000)] }] },
];

describe("Given a spec with attributes of tasks", () => {
  it.each(jobSpecs.map((spec, at) => [at, spec] as const))(
    "When it is number %i, then both say the same, of any container and of the copy, which may override nothing",
    async (_, spec) => {
      expect(await found(spec, container)).toBe(wanted(spec, 2, container));
      expect(await found(spec)).toBe(wanted(spec, 2));
    },
  );

  it("When each is refused, then the path says where, and the words what to do", () => {
    expect(jobSpecs.map((spec) => specFaults(spec, contextOf(2, container)))).toEqual([
      [],
      [],
      [],
      [],
      [expect.stringMatching(/^taskDefaults.command: must be a list of one text or more, .*, received "a"$/)],
      [
        "taskDefaults.timeoutSeconds: must be a whole number from 1 to 31536000, received 0",
        "taskDefaults.x: is not an attribute of this taskDefaults",
      ],
      ["taskDefaults: must be an object, received []"],
      ["taskList[0].memoryMib: is missing, and goes with cpuUnits"],
      ["taskList[0].cpuUnits: is missing, and goes with memoryMib"],
      [
        "taskList[0].memoryMib: must be of those that Fargate offers with cpuUnits, received 4096",
        "taskList[1].cpuUnits: must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, received 300",
      ],
      [
        "taskList[0].environment.task_name: is one of the kit's own names",
        expect.stringMatching(/^taskList\[0\].environment.1A: must be the name of a variable/),
        expect.stringMatching(/^taskList\[0\].environment.A-B: must be the name of a variable/),
        "taskList[0].environment.C: must be well-formed text without NUL characters, received 1",
        "taskList[0].environment.D: must be well-formed text without NUL characters, received null",
        expect.stringMatching(/^taskList\[0\].environment.E: must be well-formed text/),
        expect.stringMatching(/^taskList\[0\].environment.: must be the name of a variable/),
      ],
      ['taskList[0].environment: must be an object of texts by the names of variables, received ["A"]'],
      [
        expect.stringMatching(/^taskList\[0\].command: must be a list .*, received \[\]$/),
        expect.stringMatching(/^taskList\[1\].command: must be a list .*, received \["a",1\]$/),
      ],
      [expect.stringMatching(/^taskList\[0\].command/), expect.stringMatching(/^taskList\[1\].command/)],
      ["taskList[0].ephemeralStorageGib: must be a whole number from 21 to 200, received 20"],
      [expect.stringMatching(/^taskList\[1\]: its overrides take \d+ bytes as JSON, of at most 8192$/)],
      [expect.stringMatching(/^taskList\[0\]: its overrides take \d+ bytes as JSON, of at most 8192$/)],
      [],
    ]);
  });
});

describe("Given a deployment whose tasks get secrets", () => {
  it("When an entry or all set such a variable, then both say that it is not theirs to set, and others are", async () => {
    const job = { ...container, secretNames: ["API_KEY"] };
    const environment = { API_KEY: "a", API_KEYS: "b" };
    const spec = { taskDefaults: { environment }, taskList: [{ ...task, environment }] };
    const must = "is one of the kit's own names, or one of the secrets that all tasks get";
    const faults = [`taskDefaults.environment.API_KEY: ${must}`, `taskList[0].environment.API_KEY: ${must}`];
    expect(specFaults(spec, contextOf(2, job)).toSorted()).toEqual(faults);
    expect(specFaults(spec, contextOf(1, job)).toSorted()).toEqual(faults);
    expect(await refusal(2, job).evaluate(undefined, { input: spec })).toBe(wanted(spec, 2, job));
  });
});

describe("Given a deployment on Fargate Spot, whose tasks are told of further attempts", () => {
  it.each([1, 0])("When their overrides are %i bytes too long by that, then both count it", async (over) => {
    const job = { ...container, taskDefaults: spotDefaults };
    const spec = (characters: number) => ({ taskList: [{ taskName: "a", command: ["c".repeat(characters)] }] });
    const least = Number(/take (\d+) bytes/.exec(wanted(spec(9_000), 2, job))?.[1]) - 9_000;
    const longest = spec(8_192 - least + over);
    expect(wanted(longest, 2, job)).toMatch(over ? /: its overrides take 8193 bytes as JSON/ : /^$/);
    expect(await refusal(2, job).evaluate(undefined, { input: longest })).toBe(wanted(longest, 2, job));
    expect(specFaults(longest, contextOf(2, container))).toEqual([]);
  });
});

describe("Given each attribute of a spec with values of every kind", () => {
  const attributes = (pattern: Pattern) => Object.keys(specRule(contextOf(pattern)).attributes);
  it.each(attributes(2))(
    "When it is %s, then the launcher and the state machine give the same answer",
    async (name) => {
      for (const value of values) {
        const spec =
          name === "taskList"
            ? { taskList: value }
            : name === "taskSource"
              ? { taskSource: value }
              : { taskList: [task], [name]: value };
        expect([value, await found(spec)]).toEqual([value, wanted(spec, 2)]);
        // Pattern 1 differs in nothing but what it does not take.
        if (!["launchConcurrency", "toleratedLaunchFailurePercentage", "taskSource"].includes(name))
          expect(wanted(spec, 1)).toBe(wanted(spec, 2));
      }
    },
  );

  it.each(Object.keys(entryRule(copyJob).attributes))(
    "When it is %s of an entry, then both say the same",
    async (name) => {
      for (const value of values) {
        const spec = { taskList: [task, { taskName: "b", objectKey: "k", [name]: value }] };
        expect([value, await found(spec, container)]).toEqual([value, wanted(spec, 2, container)]);
        expect(wanted(spec, 1, container)).toBe(wanted(spec, 2, container));
      }
    },
  );
});
