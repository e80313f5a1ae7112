import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bucketFolders } from "../../workflow/bucket";
import { startToolLab, type ToolLab } from "../support/tool-lab";

/** What the tests look at of what `show --json` prints. */
interface ShownRun {
  readonly workflowRunId: string;
  readonly executionStatus: string;
  readonly cause?: string;
  readonly summary?: Readonly<Record<string, unknown>>;
  readonly tasks: readonly { readonly task_name: string; readonly status: string; readonly reason?: string }[];
  readonly tasksByStatus: Readonly<Record<string, number>>;
}

let lab: ToolLab;
const show = async (run: string): Promise<ShownRun> => (await lab.json(["show", run])) as ShownRun;
const tasksOf = ({ tasks }: ShownRun) => tasks.map(({ task_name, status }) => [task_name, status]);

const file = (name: string, content: string): string => {
  writeFileSync(join(lab.folder, name), content);
  return name;
};
const put = (key: string, content = `content of ${key}`) => lab.json(["upload", file("object", content), key]);
const lines = (...entries: object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
const entry = (name: string) => ({ taskName: name, objectKey: `in/${name}` });
const specOf = (spec: object) => file("spec.json", JSON.stringify(spec));
const listSpec = { taskSource: { format: "JSONL", key: "lists/a.jsonl" }, targetFolder: "out" };

/** Follows the newest run to its end. */
async function ended(): Promise<ShownRun> {
  const { stdout } = await lab.workflow(["watch", "latest", "--json"]);
  return JSON.parse(stdout) as ShownRun;
}

beforeAll(async () => {
  lab = await startToolLab(2);
  await put("in/a");
  await put("in/b");
  await put("lists/a.jsonl", lines(entry("a"), entry("b"), entry("c")));
});

afterAll(() => lab.close());

describe("Given a deployment of pattern 2 and a list in its bucket", () => {
  it("When a list is not there, then check and start say so, and nothing is started", async () => {
    const spec = specOf({ taskSource: { format: "JSONL", key: "lists/none.jsonl" } });
    const { exitCode, stdout } = await lab.workflow(["check", spec]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout:
        "Pattern 2: does not fit, it would be refused\n" +
        `- taskSource: there is no s3://${String(lab.outputs["s3BucketName"])}/lists/none.jsonl: ` +
        "put the list there first\n\nIt fits none. Nothing was started.\n",
    });
    const started = await lab.workflow(["start", spec]);
    expect(started.stderr).toContain("nothing was started:\n- taskSource: there is no s3://");
    expect(await lab.json(["list"])).toEqual([]);
  });

  it("When a spec is checked, then its entries are, where they lie", async () => {
    const { stdout } = await lab.workflow(["check", specOf(listSpec)]);
    expect(stdout).toContain("lists/a.jsonl has 3 entries.");
    expect(stdout).toMatch(/It fits pattern 2\.\n$/);
  });

  it("When an entry fails, then the run is followed to its failure, and a redrive does what is mended", async () => {
    const { exitCode, stdout } = await lab.workflow(["start", specOf(listSpec), "--watch"]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^Started amazon-ecs-starter-kit-pattern-2, pattern 2, with the entries of s3:\/\/\S+a\.jsonl\n/,
    );
    const failed = await show("latest");
    expect({ ...failed.summary, tasks: tasksOf(failed) }).toMatchObject({
      status: "Failed",
      number_of_tasks: 3,
      completed_tasks: 2,
      failed_tasks: 1,
      tasks: [
        ["0:a", "Completed"],
        ["1:b", "Completed"],
        ["2:c", "Failed"],
      ],
    });

    const tried = await lab.workflow(["redrive", "latest", "--dry-run"]);
    expect(tried.stderr).toMatch(
      /^A list of 1 entry would be written, as amazon-ecs-starter-kit-lists\/\S+\.jsonl\. It is not/,
    );
    expect(JSON.parse(tried.stdout)).toMatchObject({ redriveOf: failed.workflowRunId, targetFolder: "out" });

    await put("in/c");
    const redriven = await lab.json(["redrive", "latest"]);
    expect(redriven).toMatchObject({ pattern: 2, numberOfTasks: 1 });
    const run = await ended();
    expect({ ...run.summary, cause: run.cause, tasks: tasksOf(run) }).toMatchObject({
      cause: undefined,
      status: "Completed",
      number_of_tasks: 1,
      redrive_of: failed.workflowRunId,
      tasks: [["0:c", "Completed"]],
    });
    const nothingLeft = await lab.workflow(["redrive", "latest"]);
    expect(nothingLeft.stderr).toMatch(
      /cannot be redriven, nothing was started: all tasks of s3:\/\/\S+ completed in it\.\n$/,
    );
  });

  it("When the list has changed since, then a redrive is refused, and no list is written", async () => {
    await put("lists/b.jsonl", lines(entry("gone"), entry("a")));
    await lab.json(["start", specOf({ ...listSpec, taskSource: { format: "JSONL", key: "lists/b.jsonl" } })]);
    await ended();
    await put("lists/b.jsonl", lines(entry("a"), entry("gone")));
    const { stderr } = await lab.workflow(["redrive", "latest"]);
    expect(stderr).toContain('lists/b.jsonl has changed, line 1 was not called "a".');
    await put("lists/b.jsonl", lines(entry("gone")));
    expect((await lab.workflow(["redrive", "latest"])).stderr).toContain("it had 2 entries and now has 1.");
    const lists = await lab.workflow(["start", "--prefix", `${bucketFolders.lists}/`, "--json"]);
    // That of the redrive before, and no other.
    expect(JSON.parse(lists.stdout)).toMatchObject({ numberOfTasks: 1 });
  });

  it("When many keys are given, then they become a list in S3", async () => {
    const keys = Array.from({ length: 1_001 }, () => "in/a");
    const bad = await lab.workflow(["start", "--keys", "-"], [...keys, "in/\u0007"].join("\n"));
    expect(bad.stderr).toContain(
      'objectKey: must be well-formed text of 1 to 1024 bytes of UTF-8 without control characters, received "in/\\u0007"',
    );
    const started = await lab.json(["start", "--keys", "-", "--target-folder", "out"], `${keys.join("\n")}\n`);
    expect(started).toMatchObject({
      numberOfTasks: 1_001,
      list: expect.stringContaining(bucketFolders.lists) as unknown,
    });
    const stopped = await lab.workflow(["stop", "latest", "--yes"]);
    expect(stopped.stderr).toContain("Settling takes 90 s: a launch that is under way may still come into sight.");
    expect(stopped.stdout).toMatch(/ {2}ABORTED in .*\n0 Submitted {2}0 Running .* 0 TimedOut\n1001 of 1001 ended/);
  });

  it("When a prefix has a failure, then its redrive goes by keys, wherever they stand by then", async () => {
    const spec = {
      taskSource: { format: "PREFIX", prefix: "in/" },
      targetFolder: "out",
      timeoutSeconds: 3,
      simulatedWorkSeconds: 60,
    };
    await lab.json(["start", specOf(spec)]);
    const failed = await ended();
    expect(failed.summary).toMatchObject({ status: "Failed", completed_tasks: 0 });
    await put("in/0");
    const again = file("again.json", JSON.stringify({ timeoutSeconds: 600, simulatedWorkSeconds: 0 }));
    await lab.json(["redrive", "latest", "--specs", again]);
    expect(tasksOf(await ended())).toEqual(
      ["0", "a", "b", "c"].map((name, place) => [`${place}:${name}`, "Completed"]),
    );
  });

  it("When a run is stopped, then its tasks are, and every entry is accounted for", async () => {
    await lab.json(["start", specOf({ ...listSpec, launchConcurrency: 1, simulatedWorkSeconds: 3_600 })]);
    for (;;) {
      const run = await show("latest");
      if ((run.tasksByStatus["Running"] ?? 0) > 0) break;
      await pause(200);
    }
    const run = (await lab.json(["stop", "latest", "--yes"])) as ShownRun;
    // What a stopped task still writes may arrive between the two.
    const withoutLogs = (one: ShownRun) => ({ ...one, tasks: one.tasks.map((task) => ({ ...task, log: undefined })) });
    expect(withoutLogs(await show("latest"))).toEqual(withoutLogs(run));
    expect({ execution: run.executionStatus, ...run.summary }).toMatchObject({
      execution: "ABORTED",
      status: "Failed",
      number_of_tasks: 3,
      failed_tasks: 3,
      running_tasks: 0,
    });
    for (const { reason } of run.tasks) expect(reason).toMatch(/stopped by (operator|SIGTERM)/);
    const { stdout } = await lab.workflow(["list", "--limit", "1"]);
    expect(stdout).toMatch(/Failed +0 of 3 +3 +0\n/);
  });

  it("When a run is reported, then one page has its states and tasks", async () => {
    await lab.json(["report", "latest", "--file", "run.html"]);
    const page = readFileSync(join(lab.folder, "run.html"), "utf8");
    for (const part of ["LaunchFromJSONL", "0:a", "stopped by operator"]) expect(page).toContain(part);
  });
});
