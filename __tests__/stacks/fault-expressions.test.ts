import jsonata from "jsonata";
import { specRefusal } from "../../stacks/pattern-2/fault-expressions";
import type { Pattern } from "../../workflow/deployment";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { specFaults } from "../../workflow/parse-spec";
import { entryRule, specRule } from "../../workflow/spec-rules";
import { deployment } from "../support/deployment";

const contextOf = (pattern: Pattern) => ({ pattern, deployment, maxTimeoutSeconds: 3_600 });
const expressions = new Map(
  ([1, 2] as const).map((pattern) => [pattern, jsonata(specRefusal(contextOf(pattern), "$input"))]),
);

const found = (input: unknown, pattern: Pattern) => expressions.get(pattern)?.evaluate(undefined, { input });
const wanted = (input: unknown, pattern: Pattern) => {
  const faults = specFaults(input, contextOf(pattern));
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
      expect(await found(spec, 2)).toBe(wanted(spec, 2));
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
        expect([value, await found(spec, 2)]).toEqual([value, wanted(spec, 2)]);
        // Pattern 1 differs in nothing but what it does not take.
        if (!["launchConcurrency", "toleratedLaunchFailurePercentage", "taskSource"].includes(name))
          expect(wanted(spec, 1)).toBe(wanted(spec, 2));
      }
    },
  );

  it.each(Object.keys(entryRule({}).attributes))("When it is %s of an entry, then both say the same", async (name) => {
    for (const value of values) {
      const spec = { taskList: [task, { taskName: "b", objectKey: "k", [name]: value }] };
      expect([value, await found(spec, 2)]).toEqual([value, wanted(spec, 2)]);
      expect(wanted(spec, 1)).toBe(wanted(spec, 2));
    }
  });
});
