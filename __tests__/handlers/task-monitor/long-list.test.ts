import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "../../../modules/bundles/bundle";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { toEnvironment } from "../../../workflow/deployment";
import { deployment } from "../../support/deployment";
import { startLongList, type LongList } from "../../support/long-list";
import { startScriptedEcs, type ScriptedEcs } from "../../support/scripted-ecs";

const entries = Number(process.env["LONG_LIST_ENTRIES"] ?? 100_000);

/** The JavaScript heap of the process: these rows as objects would take several times as much. MiB. */
const heapMib = entries > 100_000 ? 160 : 48;

const summary: SummaryRow = {
  workflow_name: "kit",
  workflow_run_id: "7",
  workflow_specs: JSON.stringify({ taskSource: { format: "JSONL", key: "list.jsonl" } }),
  source_format: "JSONL",
  number_of_tasks: entries,
  execution_arn: "arn:execution",
  timeout_seconds: 86_400,
  status: "Running",
  start_time: new Date(Date.now() - 60_000).toISOString(),
  update_time: new Date().toISOString(),
};

const invoker = `
  require(process.argv[1]).handler(JSON.parse(process.argv[2]), {}).then((answer) =>
    console.log(JSON.stringify({ answer, maxRssMib: process.resourceUsage().maxRSS / 1024 })));
`;

describe(`Given a list of ${entries} entries, and the monitor's bundle with a heap of ${heapMib} MiB`, () => {
  const folder = mkdtempSync(join(tmpdir(), "long-list-"));
  let list: LongList | undefined;
  let ecs: ScriptedEcs;
  beforeAll(async () => {
    ecs = await startScriptedEcs();
    ecs.script = {
      DescribeTasks: ({ tasks }: { tasks: string[] }) => ({
        tasks: tasks.map((taskArn) => ({ taskArn, lastStatus: "RUNNING" })),
      }),
    };
    const { monitor } = bundle({ monitor: "handlers/task-monitor/index.ts" });
    writeFileSync(join(folder, "monitor.js"), monitor);
  });
  afterEach(() => list?.close());
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await ecs.close();
  });

  async function poll(
    statusOf: Parameters<typeof startLongList>[2],
    event: object = {},
    more: Partial<SummaryRow> = {},
  ) {
    list = await startLongList({ ...summary, ...more }, entries, statusOf);
    const call = [
      `--max-old-space-size=${heapMib}`,
      "-e",
      invoker,
      join(folder, "monitor.js"),
      JSON.stringify({ workflowName: "kit", workflowRunId: "7", ...event }),
    ];
    const env = {
      ...toEnvironment({ ...deployment, maxTimeoutSeconds: "86400", startTimeoutSeconds: "600", retentionDays: "0" }),
      AWS_REGION: deployment.region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: list.url,
      AWS_ENDPOINT_URL_ECS: ecs.url,
    };
    const started = Date.now();
    const { stdout } = await promisify(execFile)(process.execPath, call, { env });
    const last = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { answer: object; maxRssMib: number };
    if (process.env["LONG_LIST_ENTRIES"])
      console.log({ seconds: (Date.now() - started) / 1_000, maxRssMib: last.maxRssMib, read: list.read });
    return { ...last, read: list.read, updates: list.updates };
  }

  it("When all have completed, then each row is read once, and the run is Completed", async () => {
    const { answer, read, updates } = await poll(() => "Completed");
    expect({ answer, read }).toEqual({
      answer: expect.objectContaining({ status: "Completed", completedTasks: entries, allRecorded: true }),
      read: { table: entries },
    });
    expect(updates).toHaveLength(1);
  }, 300_000);

  it("When every hundredth has failed, then the run has, and names the first", async () => {
    const failed = entries / 100;
    const { answer } = await poll((place) => (place % 100 === 7 ? "Failed" : "Completed"));
    expect(answer).toMatchObject({
      status: "Failed",
      completedTasks: entries - failed,
      failedTasks: failed,
      failures: Array.from({ length: 10 }, (_, index) => ({
        taskName: `${7 + 100 * index}:task`,
        status: "Failed",
        reason: "no such key",
      })),
    });
  }, 300_000);

  it("When all are recorded and few run, then a poll reads those alone, and asks ECS about a hundred at once", async () => {
    ecs.calls.length = 0;
    const { answer, read } = await poll(
      (place) => (place < 240 ? "Running" : "Completed"),
      { allRecorded: true },
      { update_time: summary.start_time },
    );
    expect({ answer, read }).toEqual({
      answer: expect.objectContaining({ continue: true, runningTasks: 240, completedTasks: entries - 240 }),
      read: { unfinished: 240 },
    });
    expect(ecs.calls.map(({ operation, input }) => [operation, (input["tasks"] as object[]).length])).toEqual([
      ["DescribeTasks", 100],
      ["DescribeTasks", 100],
      ["DescribeTasks", 40],
    ]);
    // What travels to the next poll is small, however many there are.
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  }, 300_000);

  it("When its length is not known yet, since it is being launched, then a poll reads those that run alone", async () => {
    const { answer, read } = await poll(
      (place) => (place < 40 ? "Running" : "Completed"),
      { launching: true },
      { number_of_tasks: 0 },
    );
    expect({ answer, read }).toEqual({
      answer: expect.objectContaining({ continue: true, launching: true }),
      read: { unfinished: 40 },
    });
  }, 300_000);
});
