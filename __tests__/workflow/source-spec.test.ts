import { InvalidWorkflowSpec } from "../../workflow/errors";
import { parseSourceSpec } from "../../workflow/source-spec";
import { deployment } from "../support/deployment";

const lines = { format: "JSONL", key: "lists/a.jsonl" };
const prefix = { format: "PREFIX", prefix: "in/" };

function faultsOf(spec: unknown): readonly string[] {
  try {
    parseSourceSpec(spec, deployment, 3_600);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidWorkflowSpec)) throw error;
    return error.faults;
  }
}

describe("Given a spec of pattern 3", () => {
  it("When it names nothing but its source, then the rest is the deployment's", () => {
    expect(parseSourceSpec({ taskSource: lines }, deployment, 3_600)).toEqual({ ...deployment, taskSource: lines });
  });

  it.each<[string, object]>([
    ["CSV", { taskSource: { ...lines, format: "CSV", bucket: "other-bucket" } }],
    ["a prefix", { taskSource: prefix, targetFolder: "out" }],
    ["a folder beside the prefix", { taskSource: { ...prefix, prefix: "in/a" }, targetFolder: "in/b" }],
    ["its own measures", { taskSource: lines, launchConcurrency: 100, toleratedLaunchFailurePercentage: 0 }],
  ])("When it has %s, then it is accepted", (_, spec) => {
    expect(faultsOf(spec)).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ["no source", {}, ["taskSource: is missing"]],
    [
      "a list",
      { taskSource: lines, taskList: [{ taskName: "a", objectKey: "k" }] },
      ["taskList: is not an attribute of a workflow spec"],
    ],
    [
      "an unknown format",
      { taskSource: { format: "XML", key: "k" } },
      ['taskSource.format: must be JSONL, CSV or PREFIX, received "XML"'],
    ],
    ["lines without a key", { taskSource: { format: "CSV" } }, ["taskSource.key: is missing"]],
    [
      "two sources",
      { taskSource: { ...lines, prefix: "in/" } },
      ["taskSource.prefix: is not an attribute of a workflow spec"],
    ],
    [
      "a prefix and nowhere to copy to",
      { taskSource: prefix },
      ["targetFolder: is missing; with the format PREFIX copies must not lie beside their inputs"],
    ],
    [
      "copies under the prefix",
      { taskSource: prefix, targetFolder: "in/copies" },
      ['targetFolder: "in/copies" lies under the prefix "in/", copies would be inputs'],
    ],
    [
      "wrong measures",
      { taskSource: lines, launchConcurrency: 0, toleratedLaunchFailurePercentage: 101, timeoutSeconds: 3_601 },
      [
        "launchConcurrency: must be at least 1, received 0",
        "toleratedLaunchFailurePercentage: must be at most 100, received 101",
      ],
    ],
    [
      "another deployment's cluster and too much time",
      { taskSource: lines, clusterName: "other", timeoutSeconds: 3_601 },
      [
        'clusterName: this deployment\'s is "kit", not "other"; leave it out to get it',
        "timeoutSeconds: 3601 is more than this deployment's 3600",
      ],
    ],
  ])("When it has %s, then each fault is told", (_, spec, faults) => {
    expect(faultsOf(spec)).toEqual(faults);
  });
});
