import { InvalidWorkflowSpec } from "../../workflow/errors";
import { hasSource, parseSpec, takesSource } from "../../workflow/parse-spec";
import { patterns, type Pattern } from "../../workflow/history-events";
import { deployment } from "../support/deployment";

const taskList = [{ taskName: "a", objectKey: "in/a" }];
const taskSource = { format: "JSONL", key: "list" };

function faultsOf(spec: unknown, pattern: Pattern): readonly string[] {
  try {
    parseSpec(spec, deployment, 3_600, pattern);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidWorkflowSpec)) throw error;
    return error.faults;
  }
}

describe("Given a spec of either kind", () => {
  it("When the pattern takes its list, then it is checked by its own rules", () => {
    expect(patterns.filter((pattern) => faultsOf({ taskList }, pattern).length === 0)).toEqual([1, 2]);
    const taking = patterns.filter((pattern) => faultsOf({ taskSource }, pattern).length === 0);
    expect(taking).toEqual(patterns.filter(takesSource));
    expect(hasSource(parseSpec({ taskSource, redriveOf: "7" }, deployment, 3_600, 3))).toBe(true);
  });

  it.each<[string, unknown, Pattern, string]>([
    ["a list in S3", { taskSource }, 2, "taskSource: pattern 2 takes taskList; taskSource is for pattern 1 and 3"],
    ["a list in itself", { taskList }, 3, "taskList: pattern 3 takes taskSource; taskList is for pattern 1 and 2"],
    ["both", { taskList, taskSource }, 3, "taskList: is not an attribute of a workflow spec"],
    [
      "a list of another format",
      { taskSource: { format: "CSV", key: "list" } },
      1,
      expect.stringMatching(/^taskSource.format: must be JSONL/) as never,
    ],
    ["neither", {}, 3, "taskSource: is missing"],
    ["neither", {}, 1, "taskList: is missing"],
    ["nothing", null, 3, "spec: must be an object, received null"],
    [
      "an id that is none",
      { taskSource, redriveOf: "x" },
      3,
      expect.stringMatching(/^redriveOf: must be a string/) as never,
    ],
  ])("When it has %s, then a pattern that does not take that says so", (_, spec, pattern, fault) => {
    expect(faultsOf(spec, pattern)).toEqual([fault]);
  });
});
