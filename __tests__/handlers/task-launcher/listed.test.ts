import { ECSClient } from "@aws-sdk/client-ecs";
import { dynamodbClient, MemoryDynamodb } from "../../support/simulated/memory-dynamodb";
import { beginSeconds, type LauncherDependencies } from "../../../handlers/task-launcher/begin-run";
import { launch } from "../../../handlers/task-launcher/launcher";
import type { readListFromS3 } from "../../../handlers/task-launcher/read-list";
import { AuditStore } from "../../../workflow/audit-store";
import { mostListedEntries } from "../../../workflow/task-lines";
import { deployment } from "../../support/deployment";
import { startTasks, toldTo } from "../../support/ecs-answers";
import { detailRow, launcherDependencies, run, runLab, startTime, summaryRow } from "../../support/run-lab";
import { copyJob } from "../../../workflow/job";
import { allRows } from "../../support/all-rows";

const input = { taskSource: { format: "JSONL", key: "lists/today.jsonl" } };
const eventOf = (given: unknown) => ({ execution: { executionArn: "arn:execution", startTime, input: given } });
const now = () => new Date(startTime);
const logger = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const linesOf = (...entries: object[]) => entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");

describe("Given a spec of pattern 1 whose list lies in S3", () => {
  const lab = runLab(() => ({ RunTask: startTasks() }));
  type StoredList = Awaited<ReturnType<typeof readListFromS3>>;
  let lists: Record<string, StoredList>;
  let dependencies: LauncherDependencies;
  beforeEach(() => {
    const text = linesOf({ taskName: "a", objectKey: "in/1" }, { taskName: "a", objectKey: "in/2" });
    lists = { "kit-bucket/lists/today.jsonl": { text, etag: '"1"' } };
    dependencies = {
      ...launcherDependencies(lab, now),
      readList: (bucket, key) => Promise.resolve(lists[`${bucket}/${key}`] as StoredList),
    };
  });

  const launchNow = (given: unknown = input) => launch(eventOf(given), dependencies, () => 300_000);
  const storeList = (text: string, etag = '"1"') => (lists["kit-bucket/lists/today.jsonl"] = { text, etag });

  it("When it is launched, then each entry is a task whose name begins with its place, and the run's row says where the list is", async () => {
    await expect(launchNow()).resolves.toEqual({ ...run, launching: false });
    const row = (task_name: string) => detailRow(task_name, { status: "Submitted" });
    await expect(lab.tables.details()).resolves.toEqual([row("0:a"), row("1:a")]);
    const source = { source_format: "JSONL", source_etag: '"1"' } as const;
    const summary = summaryRow(2, { ...deployment, ...input }, source);
    await expect(lab.tables.summaries()).resolves.toEqual([summary]);
    expect(lab.ecs.calls.map(({ input: asked }) => toldTo(asked["overrides"], "object_key")).sort()).toEqual([
      "in/1",
      "in/2",
    ]);
  });

  it("When it names another bucket, then the list is read there, and the tasks work on the spec's", async () => {
    lists["other/list"] = { text: linesOf({ taskName: "b", objectKey: "in/3" }), etag: '"2"' };
    await launchNow({ taskSource: { format: "JSONL", bucket: "other", key: "list" } });
    expect(lab.ecs.calls.map(({ input: asked }) => toldTo(asked["overrides"], "s3_bucket_name"))).toEqual([
      "kit-bucket",
    ]);
  });

  it("When the list takes too long to be read, then no run begins: who settles a stopped one has looked for it", async () => {
    let seconds = 0;
    const read = dependencies.readList;
    dependencies = {
      ...launcherDependencies(lab, () => new Date(now().getTime() + seconds * 1_000)),
      readList: (...place) => {
        seconds += beginSeconds + 1;
        return read(...place);
      },
    };
    await expect(launchNow()).rejects.toMatchObject({ name: "BeginsTooLate" });
    await expect(lab.tables.summaries()).resolves.toEqual([]);
    expect(lab.ecs.calls).toEqual([]);
  });

  it("When it is launched again, then nothing is asked of ECS", async () => {
    await launchNow();
    lab.ecs.calls.length = 0;
    await expect(launchNow()).resolves.toEqual({ ...run, launching: false });
    expect(lab.ecs.calls).toEqual([]);
  });

  it("When the list was changed in between, then nothing more is launched and the launcher says so", async () => {
    await launchNow();
    lab.ecs.calls.length = 0;
    storeList(linesOf({ taskName: "c", objectKey: "in/4" }), '"2"');
    await expect(launchNow()).rejects.toMatchObject({
      name: "ListChanged",
      message: expect.stringContaining('its ETag was "1", and is "2"') as string,
    });
    expect(lab.ecs.calls).toEqual([]);
    await expect(lab.tables.details()).resolves.toHaveLength(2);
  });

  it("When the list is gone in between, then that is no refusal: tasks were launched", async () => {
    await launchNow();
    storeList("");
    await expect(launchNow()).rejects.toMatchObject({
      name: "ListChanged",
      message: expect.stringContaining("taskSource: the list has no entries") as string,
    });
  });

  it.each<[string, string, string[]]>([
    ["empty", "\n \n", ["taskSource: the list has no entries"]],
    [
      "no list of entries",
      `{"taskName":"a"}\n\nnot JSON\n"a"\n{"taskName":"b","objectKey":"k","colour":"red"}\n`,
      [
        "taskSource, line 1: objectKey: is missing",
        expect.stringMatching(/^taskSource, line 3: is not JSON: Unexpected token/),
        'taskSource, line 4: entry: must be an object, received "a"',
        "taskSource, line 5: colour: is not an attribute of this entry",
      ],
    ],
    ["16 MiB of line feeds", "\n".repeat(16 * 1024 ** 2), ["taskSource: the list has no entries"]],
    [
      "one line, nested 100,000 deep",
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      ["taskSource, line 1: entry: must be an object, received […"],
    ],
    [
      "too long",
      '{"taskName":"a","objectKey":"k"}\n'.repeat(mostListedEntries + 1),
      [
        `taskSource: the list has ${mostListedEntries + 1} entries, of at most ${mostListedEntries}; pattern 2 takes longer ones`,
      ],
    ],
  ])(
    "When the list is %s, then every fault is told with its line, and nothing is written or launched",
    async (_, text, faults) => {
      storeList(text);
      await expect(launchNow()).rejects.toMatchObject({ name: "InvalidWorkflowSpec", faults });
      await expect(lab.tables.summaries()).resolves.toEqual([]);
      expect(lab.ecs.calls).toEqual([]);
    },
  );

  it.each<[string, object, string]>([
    ["another format", { format: "CSV", key: "k" }, 'taskSource.format: must be JSONL, received "CSV"'],
    ["no key", { format: "JSONL" }, "taskSource.key: is missing"],
  ])("When it has %s, then it is refused before anything is read", async (_, taskSource, fault) => {
    await expect(launchNow({ taskSource })).rejects.toMatchObject({ name: "InvalidWorkflowSpec", faults: [fault] });
  });

  it("When it brings a list as well, then it is refused: nobody knows which one is meant", async () => {
    await expect(launchNow({ ...input, taskList: [{ taskName: "a", objectKey: "in/1" }] })).rejects.toMatchObject({
      faults: ["taskSource: give a list in S3 or a taskList, not both"],
    });
  });

  it("When another run redrives it in the launcher, then that is refused, since the names are numbered", async () => {
    await launchNow();
    await dependencies.audit.updateRun(run, { status: "Failed" });
    const redrive = { redriveOf: run.workflowRunId, workflowRunId: "8" };
    await expect(launchNow(redrive)).rejects.toMatchObject({
      name: "RedriveRefused",
      message: expect.stringContaining("its list lies in S3") as string,
    });
  });
});

describe("Given a list of 10,000 entries and a function whose time does for less than half of them", () => {
  it("When the launcher is called as long as it asks for it, then it hands over to itself and each task is started once", async () => {
    const entries = Array.from({ length: 10_000 }, (_, place) => ({ taskName: "t", objectKey: `in/${place}` }));
    const started: string[] = [];
    const start = startTasks(started);
    let startedBefore = 0;
    const send = async ({ input: asked }: { input: never }) => start(asked, started.length);
    const store = new MemoryDynamodb();
    const tablesInMemory = dynamodbClient((name, asked) => Promise.resolve(store.execute(name, asked)));
    const dependencies: LauncherDependencies = {
      ecs: Object.assign(new ECSClient({ region: "eu-west-1" }), { send }),
      audit: new AuditStore(tablesInMemory, { summary: "summary", details: "details" }, now),
      deployment,
      maxTimeoutSeconds: 3_600,
      job: copyJob,
      readList: () => Promise.resolve({ text: linesOf(...entries), etag: '"1"' }),
      logger,
      now,
    };
    const remaining = () => 300_000 - (started.length - startedBefore) * 60;
    const launched: number[] = [];
    for (let launching = true; launching; launched.push(started.length - startedBefore)) {
      startedBefore = started.length;
      ({ launching } = await launch(eventOf(input), dependencies, remaining));
    }
    expect(new Set(started).size).toBe(10_000);
    expect(started).toHaveLength(10_000);
    expect(launched).toHaveLength(3);
    await expect(allRows(dependencies.audit, run)).resolves.toHaveLength(10_000);
  });
});
