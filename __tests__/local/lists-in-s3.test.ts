import type { Json, JsonObject } from "../../tools/local/json";
import { sampleKey } from "../../tools/local/contents";
import { bucketFolders } from "../../workflow/bucket";
import { runStack } from "../support/stack-run";
import { synthesizedFolder } from "../support/synthesized";

let folder = "";

beforeAll(async () => {
  folder = await synthesizedFolder();
});

const run = (specs: Json | undefined, objects: Parameters<typeof runStack>[3]) => runStack(2, folder, specs, objects);

// More than run at once.
const twelve = Array.from({ length: 12 }, (_, index) => index);
const inputs = Object.fromEntries(twelve.map((index) => [`in/${index}`, `content ${index}`]));
const copiesOf = (objects: readonly string[]): string[] => objects.filter((key) => key.startsWith("out/"));

const completed = (numberOfTasks: number) => ({
  number_of_tasks: numberOfTasks,
  status: "Completed",
  completed_tasks: numberOfTasks,
  failed_tasks: 0,
  timed_out_tasks: 0,
  running_tasks: 0,
});

describe("Given the synthesized stack of pattern 2", () => {
  it("When its own spec is run, then its tasks complete, and Step Functions' results lie in the bucket", async () => {
    const { end, summaries, details, objects } = await run(undefined, { [sampleKey]: "sample" });
    const tasks = summaries[0]?.number_of_tasks ?? 0;
    expect({ status: end.status, summaries }).toMatchObject({ status: "SUCCEEDED", summaries: [completed(tasks)] });
    // The names of a list in the spec are as they are.
    expect(details.map(({ task_name, status }) => [task_name, status])).toContainEqual(["task_1", "Completed"]);
    expect(objects.filter((key) => key.startsWith(`${bucketFolders.launches}/`))).toEqual([
      expect.stringMatching(/\/SUCCEEDED_0\.json$/) as unknown,
      expect.stringMatching(/\/manifest\.json$/) as unknown,
    ]);
  }, 120_000);

  it.each<[string, JsonObject, Readonly<Record<string, string>>]>([
    [
      "JSON lines",
      { format: "JSONL", key: "list" },
      { list: twelve.map((index) => `{"taskName":"t${index}","objectKey":"in/${index}"}\n`).join("") },
    ],
    [
      "CSV",
      { format: "CSV", key: "list" },
      { list: ["objectKey,taskName", ...twelve.map((index) => `in/${index},t${index}`)].join("\r\n") },
    ],
    ["a prefix", { format: "PREFIX", prefix: "in/" }, {}],
  ])(
    "When a list of 12 tasks is %s, then each object is copied once",
    async (_, taskSource, list) => {
      const { end, summaries, objects } = await run({ taskSource, targetFolder: "out" }, { ...inputs, ...list });
      expect({ status: end.status, summaries }).toMatchObject({ status: "SUCCEEDED", summaries: [completed(12)] });
      const copied = copiesOf(objects).map((key) => Number(/^out\/(\d+)_/.exec(key)?.[1]));
      expect(copied.sort((a, b) => a - b)).toEqual(twelve);
    },
    120_000,
  );

  it("When keys would lead elsewhere if they were paths, then each object is copied, with what it holds", async () => {
    const keys = ["in/../b", "/b", "in//b", "b"];
    const taskList = keys.map((objectKey, index) => ({ taskName: String(index), objectKey }));
    const stored = Object.fromEntries(keys.map((key, index) => [key, "x".repeat(index)]));
    const { end, details, objects } = await run({ taskList, targetFolder: "out" }, stored);
    expect(end.status).toBe("SUCCEEDED");
    expect(copiesOf(objects).toSorted()).toEqual(details.map(({ destination_key }) => destination_key).toSorted());
    expect(copiesOf(objects)).toHaveLength(keys.length);
  }, 120_000);

  it("When entries are faulty, or their objects missing, then the end names them, and the others are done", async () => {
    const list = [
      { taskName: "good", objectKey: "in/1" },
      { taskName: "good", objectKey: "in/2" },
      { taskName: "no key" },
      { taskName: "gone", objectKey: "in/100" },
    ];
    const { end, summaries, objects } = await run(
      {
        taskSource: { format: "JSONL", key: "list" },
        targetFolder: "out",
        toleratedLaunchFailurePercentage: 100,
      },
      { ...inputs, list: list.map((entry) => `${JSON.stringify(entry)}\n`).join("") },
    );
    expect(end).toEqual({
      status: "FAILED",
      error: "TasksFailed",
      cause: expect.stringMatching(
        /^2 of 4 tasks did not complete:\n- 2:no key Failed: could not be launched: objectKey: is missing\n- 3:gone Failed: .*in\/100/,
      ) as unknown,
    });
    expect(summaries).toMatchObject([{ number_of_tasks: 4, status: "Failed", completed_tasks: 2, failed_tasks: 2 }]);
    expect(copiesOf(objects)).toHaveLength(2);
  }, 120_000);

  it("When some keys of a prefix stand for folders, then they are no tasks", async () => {
    const { end, details, objects } = await run(
      { taskSource: { format: "PREFIX", prefix: "in/" }, targetFolder: "out" },
      { "in/": "", "in/1": "one", "in/b/": "" },
    );
    expect(end.status).toBe("SUCCEEDED");
    expect(details.map(({ task_name, ecs_task_id, reason }) => [task_name, ecs_task_id.split("/")[0], reason])).toEqual(
      expect.arrayContaining([
        ["0:in/", "not-launched", "stands for a folder, so there was nothing to do"],
        ["1:in/1", expect.stringMatching(/^arn:/), undefined],
        ["2:in/b/", "not-launched", "stands for a folder, so there was nothing to do"],
      ]),
    );
    expect(copiesOf(objects)).toEqual([expect.stringMatching(/^out\/1_/)]);
  }, 120_000);

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["missing", {}, /^Nothing was launched: States\.ItemReaderFailed: .*exist/],
    ["empty", { list: "" }, /^Nothing was launched: the source has no entries$/],
  ])(
    "When the list is %s, then the run fails for it, and says so in its row",
    async (_, objects, cause) => {
      const { end, summaries, details } = await run({ taskSource: { format: "JSONL", key: "list" } }, objects);
      expect(end).toEqual({ status: "FAILED", error: "LaunchFailed", cause: expect.stringMatching(cause) as unknown });
      expect(summaries).toMatchObject([{ status: "Failed", number_of_tasks: 0, running_tasks: 0 }]);
      expect(details).toEqual([]);
    },
    120_000,
  );

  it("When the deadline passes while entries are launched, then what runs is stopped, and every entry is accounted for", async () => {
    const { end, summaries, details } = await run(
      {
        taskSource: { format: "PREFIX", prefix: "in/" },
        targetFolder: "out",
        timeoutSeconds: 4,
        simulatedWorkSeconds: 60,
        launchConcurrency: 1,
      },
      inputs,
    );
    const [summary] = summaries;
    expect({ end, summary }).toMatchObject({
      end: { status: "FAILED", error: "TasksFailed" },
      summary: { status: "Failed", number_of_tasks: twelve.length, completed_tasks: 0, running_tasks: 0 },
    });
    const unrecorded = twelve.length - new Set(details.map(({ task_name }) => task_name)).size;
    expect((summary?.failed_tasks ?? 0) + (summary?.timed_out_tasks ?? 0)).toBe(twelve.length);
    expect(summary?.failed_tasks).toBeGreaterThanOrEqual(unrecorded);
  }, 120_000);
});
