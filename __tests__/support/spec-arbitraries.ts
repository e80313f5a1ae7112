import fc from "./seeded";
import type { Deployment } from "../../workflow/deployment";
import { limits } from "../../workflow/limits";
import { longestRunId } from "../../workflow/parse-spec";
import { brokenText } from "../../workflow/rules";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

/** Names that would do harm where text is taken for something else. */
const nasty = [
  "__proto__",
  "constructor",
  "prototype",
  "$.spec",
  "$$.Execution.Input",
  "{}",
  "States.Format('{}', 1)",
  "'; DROP TABLE tasks; --",
  '{"S": "x"}',
  ":status",
  "#status",
  "../../etc/passwd",
  "a/b c+d%20e",
  "\\",
  "'",
  '"',
  "${aws_s3_bucket.x.id}",
  "🚀 ünïcödé",
];

/** Text of 1 to `maxBytes` bytes, as names and keys may be. */
export const textArbitrary = (maxBytes: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.constantFrom(...nasty),
      // As long as it may be; each quotation mark has two bytes in JSON.
      fc.constantFrom("x".repeat(maxBytes), '"'.repeat(maxBytes), "🚀".repeat(maxBytes / 4)),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      fc.string({ minLength: 1 }),
    )
    .filter((text) => !brokenText.test(text) && Buffer.byteLength(text) <= maxBytes);

const entry = fc.record(
  {
    taskName: textArbitrary(128),
    objectKey: textArbitrary(1_024),
    s3BucketName: fc.constantFrom("my-bucket", "a.b-3"),
  },
  { requiredKeys: ["taskName", "objectKey"] },
);

const taskList = fc.uniqueArray(entry, { selector: ({ taskName }) => taskName, minLength: 1, maxLength: 4 });

/** A spec that the kit accepts. */
export const validSpec = (deployment: Deployment): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      ...Object.fromEntries(Object.entries(deployment).map(([key, value]) => [key, fc.constant(value)])),
      workflowName: textArbitrary(128),
      workflowRunId: fc.oneof(fc.stringMatching(/^[1-9]\d{0,37}$/), fc.constant(longestRunId)),
      timeoutSeconds: fc.integer({ min: 1, max: 3_600 }),
      simulatedWorkSeconds: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.constant(limits.executionSeconds)),
      taskDefaults: fc.constantFrom(
        { attempts: 1 },
        { attempts: 10, retryOn: "any", timeoutSeconds: limits.executionSeconds },
      ),
      targetFolder: textArbitrary(900),
      taskList,
    },
    { requiredKeys: ["taskList"] },
  );

/** What makes a spec one that is refused: the change, and the path that the refusal must name. */
interface Damage {
  readonly path: string;
  readonly change: (spec: JsonObject) => Json;
}

type Entries = readonly JsonObject[];
const entriesOf = (spec: JsonObject): Entries => spec["taskList"] as Entries;
const withFirst = (spec: JsonObject, change: (entry: JsonObject) => Json): JsonObject => ({
  ...spec,
  taskList: entriesOf(spec).map((item, index) => (index === 0 ? change(item) : item)),
});
const without = (object: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));

/** An object with a property of any name, `__proto__` too, as JSON.parse makes it. */
const withKey = (object: JsonObject, key: string, value: Json): JsonObject =>
  JSON.parse(
    JSON.stringify(object).replace(/^\{/, () => `{${JSON.stringify(key)}:${JSON.stringify(value)},`),
  ) as JsonObject;

const strange: Json[] = [null, true, 7, [], {}, { length: 1 }, ["a"], { __proto__: null }];
const strangeValue = fc.constantFrom(...strange);
const foreignName = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "tasklist",
  "Comment",
  "",
);

const damages: readonly fc.Arbitrary<Damage>[] = [
  fc.constant({ path: "taskList", change: (spec) => without(spec, "taskList") }),
  fc.constant({ path: "taskList", change: (spec) => ({ ...spec, taskList: [] }) }),
  fc
    .constantFrom(null, true, 7, "x")
    .map((value) => ({ path: "taskList", change: (spec) => ({ ...spec, taskList: value }) })),
  fc.constantFrom("taskName", "objectKey").chain((key) =>
    fc.oneof(
      fc.constant({
        path: `taskList[0].${key}`,
        change: (spec: JsonObject) => withFirst(spec, (item) => without(item, key)),
      }),
      fc.oneof(strangeValue, fc.constantFrom("", "a\u0000b", "new\nline", "x".repeat(1_025))).map((value) => ({
        path: `taskList[0].${key}`,
        change: (spec: JsonObject) => withFirst(spec, (item) => ({ ...item, [key]: value })),
      })),
    ),
  ),
  strangeValue
    .filter((value) => !(typeof value === "object" && value !== null && !Array.isArray(value)))
    .map((value) => ({
      path: "taskList[0]",
      change: (spec) => withFirst(spec, () => value),
    })),
  fc.tuple(foreignName, strangeValue).map(([name, value]) => ({
    path: name || "spec",
    change: (spec) => withKey(spec, name, value),
  })),
  fc.tuple(foreignName.filter(Boolean), strangeValue).map(([name, value]) => ({
    path: `taskList[0].${name}`,
    change: (spec) => withFirst(spec, (item) => withKey(item, name, value)),
  })),
  fc.constant({
    path: "taskList[1].taskName",
    change: (spec) => {
      const [first = {}] = entriesOf(spec);
      return { ...spec, taskList: [first, first] };
    },
  }),
  fc.constantFrom("clusterName", "taskDefinition", "ddbTableNameWFDetails", "region").map((key) => ({
    path: key,
    change: (spec) => ({ ...spec, [key]: "another" }),
  })),
  fc
    .oneof(
      strangeValue.filter((value) => typeof value !== "number"),
      fc.constantFrom(0, -1, 1.5, 1e300),
    )
    .map((value) => ({
      path: "timeoutSeconds",
      change: (spec) => ({ ...spec, timeoutSeconds: value }),
    })),
  fc.oneof(strangeValue, fc.constantFrom("", "0", "01", "1e3", "abc", "9".repeat(39))).map((value) => ({
    path: "workflowRunId",
    change: (spec) => ({ ...spec, workflowRunId: value }),
  })),
  fc.constantFrom<Json>("UPPER", "a", "sp ace", "under_score", null).map((value) => ({
    path: "s3BucketName",
    change: (spec) => ({ ...spec, s3BucketName: value }),
  })),
  fc.constantFrom<Json>("", "ab", null).map((value) => ({
    path: "separator",
    change: (spec) => ({ ...spec, separator: value }),
  })),
  // An execution's input is JSON, in which Infinity and NaN do not exist.
  fc.jsonValue({ maxDepth: 0 }).map((value) => ({ path: "spec", change: () => value as Json })),
];

/** A spec that the kit refuses, with the path that the refusal must name. */
export const brokenSpec = (deployment: Deployment): fc.Arbitrary<{ readonly spec: Json; readonly path: string }> =>
  fc
    .tuple(validSpec(deployment), fc.oneof(...damages))
    .map(([spec, { change, path }]) => ({ spec: change(spec), path }));
