import { InvalidWorkflowSpec } from "../../workflow/errors";
import { parseWorkflowSpec } from "../../workflow/spec";
import { deployment } from "../support/deployment";

const task = { taskName: "a", objectKey: "in/file" };
const parse = (input: unknown) => parseWorkflowSpec(input, deployment, 3_600);

function faultsOf(input: unknown): readonly string[] {
  try {
    parse(input);
  } catch (error) {
    if (error instanceof InvalidWorkflowSpec) return error.faults;
    throw error;
  }
  return [];
}

describe("Given a spec that is valid", () => {
  it("When it has a task list alone, then the deployment fills in the rest", () => {
    expect(parse({ taskList: [task] })).toEqual({ ...deployment, taskList: [task] });
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
      subnetIdLiteral: "subnet-9",
      securityGroupId: "sg-9",
      assignPublicIp: "ENABLED",
    };
    expect(parse({ ...own, taskList: [task] })).toEqual({ ...deployment, ...own, taskList: [task] });
  });
});

describe("Given a spec that is not valid", () => {
  it.each<[string, unknown, string[]]>([
    ["is text", "a", ['spec: must be an object, received "a"']],
    ["is null", null, ["spec: must be an object, received null"]],
    ["has no list", {}, ["taskList: is missing"]],
    ["has an empty list", { taskList: [] }, ["taskList: must have at least one task, received 0"]],
    [
      "has a list that is none",
      { taskList: "a" },
      ['taskList: Invalid type: Expected Array but received "a", received "a"'],
    ],
    [
      "has an unknown attribute",
      { tasklist: [], taskList: [task] },
      ["tasklist: is not an attribute of a workflow spec"],
    ],
    [
      "has an entry without a key and with an unknown attribute",
      { taskList: [task, { taskName: "b", key: "x" }] },
      ["taskList[1].objectKey: is missing", "taskList[1].key: is not an attribute of a workflow spec"],
    ],
    [
      "has an empty name",
      { taskList: [{ ...task, taskName: "" }] },
      ["taskList[0].taskName: must not be empty, received 0"],
    ],
    [
      "uses a name twice",
      { taskList: [task, { ...task, taskName: "b" }, task] },
      ['taskList[2].taskName: "a" is the name of taskList[0] too'],
    ],
    [
      "names another cluster",
      { clusterName: "theirs", taskList: [task] },
      ['clusterName: this deployment\'s is "kit", not "theirs"; leave it out to get it'],
    ],
    [
      "has a timeout above the deployment's",
      { timeoutSeconds: 3_601, taskList: [task] },
      ["timeoutSeconds: 3601 is more than this deployment's 3600"],
    ],
    [
      "has a timeout of no time",
      { timeoutSeconds: 0, taskList: [task] },
      ["timeoutSeconds: must be at least 1, received 0"],
    ],
    [
      "says of public addresses what ECS does not know",
      { assignPublicIp: "yes", taskList: [task] },
      ['assignPublicIp: must be ENABLED or DISABLED, received "yes"'],
    ],
    [
      "has a run id that is no number",
      { workflowRunId: "07", taskList: [task] },
      ['workflowRunId: must be a string of 1 to 38 digits that does not start with 0, received "07"'],
    ],
    [
      "has a control character in a name",
      { taskList: [{ ...task, taskName: "a\nb" }] },
      ['taskList[0].taskName: must not contain control characters, received "a\nb"'],
    ],
  ])("When it %s, then each fault is named with its path", (_, input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });

  it("When a key is longer than the overrides could carry, then it is refused as a key already", () => {
    const taskList = [{ ...task, objectKey: "k".repeat(9_000) }];
    expect(faultsOf({ taskList })[0]).toMatch(/^taskList\[0\]\.objectKey: must be at most 1024 bytes of UTF-8/);
  });

  it("When an entry's overrides are longer than ECS takes, then it is named with their length", () => {
    const wordy = { ...deployment, containerName: "c".repeat(8_000) };
    expect(() => parseWorkflowSpec({ taskList: [task] }, wordy, 3_600)).toThrow(
      "- taskList[0]: its overrides have 8369 characters, ECS takes 8192",
    );
  });

  it("When it is larger than an execution takes, then its size is named", () => {
    const taskList = Array.from({ length: 6_000 }, (_, index) => ({ taskName: `task-${index}`, objectKey: "in/file" }));
    expect(faultsOf({ taskList })).toEqual([
      expect.stringMatching(
        /^spec: the spec within the largest input of a state takes 28\d{4} bytes, of at most 262144$/,
      ),
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
