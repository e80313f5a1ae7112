import { runStack } from "../../support/stack-run";
import { synthesizedFolder } from "../../support/synthesized";

let folder = "";

beforeAll(async () => {
  folder = await synthesizedFolder();
});

const specs = { taskSource: { format: "JSONL", key: "lists/today" }, targetFolder: "out" };
const listOf = (...keys: string[]) =>
  keys.map((objectKey) => `${JSON.stringify({ taskName: "copy", objectKey })}\n`).join("");

describe("Given the synthesized stack of pattern 1, and a list in S3", () => {
  it("When it is run, then each entry is a task, and the state machine ends as its monitor says", async () => {
    const { end, summaries, details, objects } = await runStack(1, folder, specs, {
      "lists/today": listOf("in/a", "in/gone", "in/b"),
      "in/a": "a",
      "in/b": "b",
    });
    expect(end).toEqual({
      status: "FAILED",
      error: "TasksFailed",
      cause: expect.stringMatching(
        /^1 of 3 tasks did not complete:\n- 1:copy Failed: .*the object does not exist/,
      ) as string,
    });
    expect(summaries).toEqual([
      expect.objectContaining({ number_of_tasks: 3, completed_tasks: 2, failed_tasks: 1, status: "Failed" }),
    ]);
    expect(details.map(({ task_name, status }) => [task_name, status]).sort()).toEqual([
      ["0:copy", "Completed"],
      ["1:copy", "Failed"],
      ["2:copy", "Completed"],
    ]);
    expect(objects.filter((key) => key.startsWith("out/"))).toHaveLength(2);
  }, 60_000);

  it("When an entry is none, then the execution is refused with its line, and nothing was started", async () => {
    const { end, summaries, details } = await runStack(1, folder, specs, { "lists/today": `${listOf("in/a")}{}\n` });
    expect(end).toEqual({
      status: "FAILED",
      error: "InvalidWorkflowSpec",
      cause: [
        "The workflow spec is not valid, nothing was started:",
        "- taskSource, line 2: taskName: is missing",
        "- taskSource, line 2: objectKey: is missing",
      ].join("\n"),
    });
    expect([summaries, details]).toEqual([[], []]);
  }, 60_000);
});
