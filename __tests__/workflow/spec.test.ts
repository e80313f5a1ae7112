import { InvalidWorkflowSpec } from "../../workflow/errors";
import { copyJob, spotDefaults } from "../../workflow/job";
import { parseSpec, specBytes, specFaults } from "../../workflow/parse-spec";
import { hasSource } from "../../workflow/spec";
import type { Pattern } from "../../workflow/deployment";
import { deployment } from "../support/deployment";

const task = { taskName: "a", objectKey: "in/file" };
const lines = { format: "JSONL", key: "lists/a.jsonl" };
const prefix = { format: "PREFIX", prefix: "in/" };

const contextOf = (pattern: Pattern) => ({ pattern, deployment, maxTimeoutSeconds: 3_600, job: copyJob });
const parse = (input: unknown, pattern: Pattern = 1) => parseSpec(input, contextOf(pattern));
const faultsOf = (input: unknown, pattern: Pattern = 1) => specFaults(input, contextOf(pattern));

const text = (bytes: number) => `must be well-formed text of 1 to ${bytes} bytes of UTF-8 without control characters`;
const runId = "must be a text of 1 to 38 digits that does not start with 0";

describe("Given a spec that is valid", () => {
  it("When it has a task list alone, then the deployment fills in the rest", () => {
    const spec = parse({ taskList: [task] });
    expect([hasSource(spec), spec]).toEqual([false, { ...deployment, taskList: [task] }]);
  });

  it("When it repeats the whole deployment, then it is taken as it is", () => {
    const spec = {
      $schema: "./workflow-spec.schema.json",
      ...deployment,
      workflowRunId: "7",
      timeoutSeconds: 60,
      targetFolder: "out/",
      simulatedWorkSeconds: 0,
      taskList: [{ ...task, s3BucketName: "other-bucket" }],
    };
    expect(parse(spec)).toEqual(spec);
  });

  it("When it changes what it may change, then its values win", () => {
    const own = {
      workflowName: "mine",
      s3BucketName: "my-bucket",
    };
    expect(parse({ ...own, taskList: [task] })).toEqual({ ...deployment, ...own, taskList: [task] });
  });

  it.each<[string, object, Pattern]>([
    ["JSON Lines in S3", { taskSource: lines }, 1],
    ["CSV of another bucket", { taskSource: { ...lines, format: "CSV", bucket: "other-bucket" } }, 2],
    ["a prefix", { taskSource: prefix, targetFolder: "out" }, 2],
    ["a folder beside the prefix", { taskSource: { ...prefix, prefix: "in/a" }, targetFolder: "in/b" }, 2],
    ["its own measures", { taskSource: lines, launchConcurrency: 100, toleratedLaunchFailurePercentage: 0 }, 2],
    ["a list to redrive", { taskSource: lines, redriveOf: "7" }, 2],
  ])("When it has %s, then it is one whose list lies in S3", (_, spec, pattern) => {
    const parsed = parse(spec, pattern);
    expect([hasSource(parsed), parsed]).toEqual([true, { ...deployment, ...spec }]);
  });

  it("When it is of a deployment on Spot, then its tasks may have three attempts, unless it says otherwise", () => {
    const context = { ...contextOf(1), job: { ...copyJob, taskDefaults: spotDefaults } };
    expect(parseSpec({ taskList: [task] }, context).taskDefaults).toEqual({ attempts: 3, retryOn: "infrastructure" });
    expect(parseSpec({ taskList: [task], taskDefaults: { attempts: 1 } }, context).taskDefaults).toEqual({
      attempts: 1,
      retryOn: "infrastructure",
    });
  });

  it.each([
    ["characters outside the basic plane", "🚀 ünïcödé 𝒳"],
    ["a separator of paragraphs alone", "\u2029"],
  ])("When a name is of %s, then it is well-formed", (_, taskName) => {
    expect(faultsOf({ taskList: [{ ...task, taskName }] })).toEqual([]);
  });
});

describe("Given a spec that is not valid", () => {
  const pattern1: [string, unknown, string[]][] = [
    ["is text", "a", ['spec: must be an object, received "a"']],
    ["is null", null, ["spec: must be an object, received null"]],
    ["is a list", [{}], ["spec: must be an object, received [{}]"]],
    ["has no list", {}, ["taskList: is missing, and so is taskSource, a list in S3"]],
    ["has an empty list", { taskList: [] }, ["taskList: must be a list of at least one entry, received []"]],
    ["has a list that is none", { taskList: "a" }, ['taskList: must be a list of at least one entry, received "a"']],
    [
      "has two lists",
      { taskList: [task], taskSource: lines },
      ["taskSource: give a list in S3 or a taskList, not both"],
    ],
    ["has an unknown attribute", { tasklist: [], taskList: [task] }, ["tasklist: is not an attribute of this spec"]],
    [
      "has attributes of no name and of a strange one",
      JSON.parse('{"": 1, "__proto__": 2}') as unknown,
      ["spec: is not an attribute of this spec", "__proto__: is not an attribute of this spec"],
    ],
    [
      "has an entry without a key and with an unknown attribute",
      { taskList: [task, { taskName: "b", key: "x" }] },
      ["taskList[1].objectKey: is missing", "taskList[1].key: is not an attribute of this entry"],
    ],
    ["has an entry that is none", { taskList: ["a"] }, ['taskList[0]: must be an object, received "a"']],
    [
      "has an empty name",
      { taskList: [{ ...task, taskName: "" }] },
      [`taskList[0].taskName: ${text(128)}, received ""`],
    ],
    [
      "has names that are no text",
      { taskList: [1, null, ["a"], { a: 1 }].map((taskName) => ({ ...task, taskName })) },
      ["1", "null", '["a"]', '{"a":1}'].map((value, at) => `taskList[${at}].taskName: ${text(128)}, received ${value}`),
    ],
    [
      "uses names twice",
      { taskList: [task, { ...task, taskName: "b" }, task, task] },
      [2, 3].map((at) => `taskList[${at}].taskName: "a" is the name of taskList[0] too`),
    ],
    [
      "has names that are one text as UTF-8",
      { taskList: ["x\ud83d", "x\ud83c", "\udc00x"].map((taskName) => ({ ...task, taskName })) },
      ["x\\ud83d", "x\\ud83c", "\\udc00x"].map(
        (name, at) => `taskList[${at}].taskName: ${text(128)}, received "${name}"`,
      ),
    ],
    [
      "has a control character in a name",
      { taskList: [{ ...task, taskName: "a\nb" }] },
      [`taskList[0].taskName: ${text(128)}, received "a\\nb"`],
    ],
    [
      "has one of the second set",
      { targetFolder: "a\u0085", taskList: [task] },
      [`targetFolder: ${text(900)}, received "a\u0085"`],
    ],
    [
      "has a name one byte too long, and one that is not",
      { taskList: [`${"ü".repeat(63)}abc`, "ü".repeat(64)].map((taskName) => ({ ...task, taskName })) },
      [`taskList[0].taskName: ${text(128)}, received "${"ü".repeat(63)}abc"`],
    ],
    [
      "has a value that is long",
      { taskList: [{ ...task, objectKey: "k".repeat(9_000) }] },
      [`taskList[0].objectKey: ${text(1_024)}, received "${"k".repeat(99)}…`],
    ],
    [
      "names another cluster and too much time",
      { clusterName: "theirs", timeoutSeconds: 3_601, taskList: [task] },
      [
        "timeoutSeconds: must be a whole number from 1 to 3600, received 3601",
        'clusterName: must be this deployment\'s "kit"; leave it out to get it, received "theirs"',
      ],
    ],
    [
      "has a timeout of no time",
      { timeoutSeconds: 0, taskList: [task] },
      ["timeoutSeconds: must be a whole number from 1 to 3600, received 0"],
    ],
    [
      "has half a second of work",
      { simulatedWorkSeconds: 1.5, taskList: [task] },
      ["simulatedWorkSeconds: must be a whole number from 0 to 31536000, received 1.5"],
    ],
    [
      "names another place to run in",
      {
        subnetIdLiteral: "subnet-1",
        separator: ",",
        securityGroupId: "sg-9",
        assignPublicIp: "ENABLED",
        taskList: [task],
      },
      [
        `subnetIdLiteral: must be this deployment's "subnet-1$subnet-2"; leave it out to get it, received "subnet-1"`,
        `separator: must be this deployment's "$"; leave it out to get it, received ","`,
        `securityGroupId: must be this deployment's "sg-1"; leave it out to get it, received "sg-9"`,
        `assignPublicIp: must be this deployment's "DISABLED"; leave it out to get it, received "ENABLED"`,
      ],
    ],
    ...["0100001", "-5", "1.5", "run-1", "7e3c0c2e-5ed0-4b0e-9f7e-3d0c1a2b3c4d", "", "9".repeat(39)].map(
      (workflowRunId): [string, unknown, string[]] => [
        `has the run id "${workflowRunId}"`,
        { workflowRunId, taskList: [task] },
        [`workflowRunId: ${runId}, received "${workflowRunId}"`],
      ],
    ),
    ["has a run id that is a number", { workflowRunId: 7, taskList: [task] }, [`workflowRunId: ${runId}, received 7`]],
    [
      "has a list of another format",
      { taskSource: { format: "CSV", key: "list" } },
      ['taskSource.format: must be JSONL, received "CSV"'],
    ],
    [
      "has measures of the other patterns",
      { launchConcurrency: 5, taskList: [task] },
      ["launchConcurrency: is for pattern 2, received 5"],
    ],
  ];
  it.each(pattern1)("When it %s, then each fault is named with its path", (_, input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });

  const pattern2: [string, unknown, string[]][] = [
    [
      "an unknown format",
      { taskSource: { format: "XML", key: "k" } },
      ['taskSource.format: must be JSONL or CSV or PREFIX, received "XML"'],
    ],
    ["no format", { taskSource: { key: "k" } }, ["taskSource.format: is missing"]],
    ["a source that is text", { taskSource: "a" }, ['taskSource: must be an object, received "a"']],
    ["lines without a key", { taskSource: { format: "CSV" } }, ["taskSource.key: is missing"]],
    [
      "two sources",
      { taskSource: { ...lines, prefix: "in/" } },
      ["taskSource.prefix: is not an attribute of this list of format JSONL"],
    ],
    [
      "a prefix and nowhere to copy to",
      { taskSource: prefix },
      ["targetFolder: is missing; with the format PREFIX copies must not lie beside their inputs"],
    ],
    ...["in", "in/", "in/copies", "in/copies//"].map((targetFolder): [string, unknown, string[]] => [
      `copies in ${targetFolder}`,
      { taskSource: prefix, targetFolder },
      ['targetFolder: copies in it would be entries, their keys begin with the prefix "in/"'],
    ]),
    [
      "copies beside what a prefix of a part of a name finds",
      { taskSource: { ...prefix, prefix: "in/scene-" }, targetFolder: "in" },
      ['targetFolder: copies in it would be entries, their keys begin with the prefix "in/scene-"'],
    ],
    [
      "wrong measures",
      { taskSource: lines, launchConcurrency: 1.5, toleratedLaunchFailurePercentage: 101 },
      [
        "launchConcurrency: must be a whole number from 1 to 10000, received 1.5",
        "toleratedLaunchFailurePercentage: must be a whole number from 0 to 100, received 101",
      ],
    ],
  ];
  it.each(pattern2)("When it has %s, then that is named", (_, input, faults) => {
    expect(faultsOf(input, 2)).toEqual(faults);
  });

  it("When it is larger than its run's row can be written, then its size is named, to the byte", () => {
    const taskList = Array.from({ length: 6_000 }, (_, index) => ({ taskName: `task-${index}`, objectKey: "in/file" }));
    const bytes = JSON.stringify([JSON.stringify({ taskList })]).length;
    expect(faultsOf({ taskList })).toEqual([
      `spec: it takes ${bytes} bytes in the row of its run, of at most ${specBytes}; put a longer list into S3`,
    ]);
  });

  it("When it has thousands of faults, then the message shows the first and says how many more", () => {
    const error = new InvalidWorkflowSpec(Array.from({ length: 3_000 }, (_, index) => `taskList[${index}]: is wrong`));
    expect(error).toMatchObject({ name: "InvalidWorkflowSpec", faults: { length: 3_000 } });
    expect(error.message.split("\n")).toHaveLength(22);
    expect(error.message).toMatch(/^The workflow spec is not valid, nothing was started:\n- taskList\[0\]: is wrong\n/);
    expect(error.message).toMatch(/- and 2980 more$/);
  });
});
