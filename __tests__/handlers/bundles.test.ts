import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "../../modules/bundles/bundle";
import { toEnvironment } from "../../workflow/deployment";
import { copyJob } from "../../workflow/job";
import { startAuditTables, type AuditTables } from "../support/audit-tables";
import { deployment } from "../support/deployment";
import { startTasks } from "../support/ecs-answers";
import { startScriptedEcs, type ScriptedEcs } from "../support/scripted-ecs";

/** Calls a bundle's handler as Lambda's runtime does, prints what it answers or the error that Lambda reports. */
const invoker = `
  const context = { getRemainingTimeInMillis: () => 60000 };
  require(process.argv[1]).handler(JSON.parse(process.argv[2]), context).then(
    (answer) => console.log(JSON.stringify({ answer })),
    ({ name, message }) => console.log(JSON.stringify({ errorType: name, errorMessage: message })),
  );
`;

describe("Given the bundles of both functions and their environment", () => {
  let tables: AuditTables;
  let ecs: ScriptedEcs;
  let folder: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    [tables, ecs, folder] = await Promise.all([
      startAuditTables(),
      startScriptedEcs(),
      mkdtemp(join(tmpdir(), "kit-")),
    ]);
    ecs.script = { RunTask: startTasks() };
    const bundles = bundle({
      launcher: "handlers/task-launcher/index.ts",
      monitor: "handlers/task-monitor/index.ts",
    });
    await Promise.all(Object.entries(bundles).map(([name, code]) => writeFile(join(folder, `${name}.js`), code)));
    environment = {
      ...toEnvironment({
        ...deployment,
        maxTimeoutSeconds: "3600",
        startTimeoutSeconds: "120",
        retentionDays: "0",
        job: JSON.stringify(copyJob),
      }),
      AWS_REGION: deployment.region,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL_DYNAMODB: tables.url,
      AWS_ENDPOINT_URL_ECS: ecs.url,
    };
  });
  afterAll(() => Promise.all([tables.close(), ecs.close(), rm(folder, { recursive: true })]));

  async function invoke(name: "launcher" | "monitor", event: object): Promise<{ result: unknown; log: unknown[] }> {
    const call = ["-e", invoker, join(folder, `${name}.js`), JSON.stringify(event)];
    const { stdout } = await promisify(execFile)(process.execPath, call, { env: environment });
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    return { result: lines.at(-1), log: lines.slice(0, -1) };
  }
  const run = { workflowName: "kit", workflowRunId: "7" };
  const execution = {
    executionArn: "arn:execution",
    startTime: "2026-11-24T22:48:54.000Z",
    input: { workflowRunId: "7", taskList: [{ taskName: "a", objectKey: "secret/file" }] },
  };

  it("When the launcher and then the monitor are invoked, then a task is launched and followed", async () => {
    const launched = await invoke("launcher", { execution });
    expect(launched.result).toEqual({ answer: { ...run, launching: false } });
    expect(launched.log).toMatchObject([
      { level: "INFO", message: "task submitted", service: "task-launcher", ...run, taskName: "a" },
      { level: "INFO", message: "list gone through", ...run, tasks: 1, launching: false },
    ]);
    expect(JSON.stringify(launched.log)).not.toContain("secret/file");
    const polled = await invoke("monitor", run);
    expect(polled.result).toMatchObject({ answer: { ...run, continue: true, runningTasks: 1, waitSeconds: 5 } });
    expect(polled.log).toMatchObject([{ level: "INFO", message: "run polled", service: "task-monitor", ...run }]);
  });

  it.each([
    ["InvalidWorkflowSpec", { ...execution, input: {} }, /taskList: is missing/],
    ["RunIdAlreadyUsed", { ...execution, executionArn: "arn:other" }, /already has a run 7/],
  ])("When the launcher refuses, then Lambda sees %s as the error's type", async (errorType, refused, message) => {
    await tables.put("summary", {
      workflow_name: "kit",
      workflow_run_id: "7",
      workflow_specs: "{}",
      number_of_tasks: 1,
      status: "Running",
      execution_arn: "arn:execution",
      timeout_seconds: 3_600,
      start_time: execution.startTime,
      update_time: execution.startTime,
    });
    const { result } = await invoke("launcher", { execution: refused });
    expect(result).toEqual({ errorType, errorMessage: expect.stringMatching(message) as unknown });
  });
});
