import { clientsOf } from "../../../tools/cli/aws/clients";
import { readRun } from "../../../tools/cli/run/read-run";
import { outcome, progressLine, statusCounts } from "../../../tools/cli/run/text";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { copyJob } from "../../../workflow/job";
import { startAuditTables, type AuditTables } from "../../support/audit-tables";
import { deployment } from "../../support/deployment";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { allRows } from "../../support/all-rows";

const [start, end] = ["2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z"];
const day = 86_400;
const stack = {
  pattern: 1,
  deployment,
  stateMachineArn: "arn:machine",
  maxTimeoutSeconds: 3_600,
  retentionDays: 0,
  job: copyJob,
} as const;
const executionArn = "arn:execution";
const summary = {
  workflow_name: "kit",
  workflow_specs: "{}",
  number_of_tasks: 3,
  execution_arn: executionArn,
  timeout_seconds: 3_600,
  status: "Failed",
  start_time: start,
  update_time: end,
  completed_tasks: 2,
  failed_tasks: 1,
  timed_out_tasks: 0,
  running_tasks: 0,
} as const;
const row = (task_name: string) => ({
  ecs_task_id: task_name,
  workflow_name: "kit",
  task_name,
  status: "Completed" as const,
  start_time: start,
  update_time: end,
});

let tables: AuditTables;
let stepFunctions: Server;
const environment = process.env;

beforeAll(async () => {
  tables = await startAuditTables();
  // Executions are forgotten after 90 days.
  stepFunctions = createServer((_request, response) => {
    response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify({ __type: "ExecutionDoesNotExist", message: "gone" }));
  });
  await once(stepFunctions.listen(0, "127.0.0.1"), "listening");
  process.env = {
    ...environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_DYNAMODB: tables.url,
    AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${(stepFunctions.address() as AddressInfo).port}`,
  };
});
afterAll(async () => {
  process.env = environment;
  stepFunctions.closeAllConnections();
  await Promise.all([tables.close(), once(stepFunctions.close(), "close")]);
});

let runs = 0;

/** What a person reads of a run with these rows. */
async function shown(more: Partial<SummaryRow>, rows: readonly ReturnType<typeof row>[]) {
  const workflow_run_id = String((runs += 1));
  await tables.put("summary", { ...summary, ...more, workflow_run_id });
  await tables.put("details", ...rows.map((each) => ({ ...each, workflow_run_id })));
  const state = await readRun({
    stack,
    executionArn,
    run: { workflowName: "kit", workflowRunId: workflow_run_id },
  });
  const [todo] = outcome(state, () => "redrive")
    .split("\n")
    .slice(-1);
  expect(todo).toBe("Start what did not complete anew: redrive");
  return [statusCounts(state), progressLine(state, end).split(",")[0], outcome(state, () => "redrive").split("\n")[0]];
}
const expiresAt = (written: string, days: number) => Date.parse(written) / 1_000 + days * day;

describe("Given a run of three tasks whose rows are kept for some days", () => {
  it.each([
    ["all of its tasks' rows are", [], "3 entries have no row"],
    ["some of them are", [row("a")], "2 entries have no row"],
    ["that of an entry that was never launched is", [row("a"), row("b")], "1 entry has no row"],
  ])("When %s not there, then that is said, and the run's row has the counts", async (_, rows, missing) => {
    expect(await shown({ expires_at: expiresAt(end, 2) }, rows)).toEqual([
      "0 Submitted  0 Running  2 Completed  1 Failed  0 TimedOut",
      "3 of 3 ended",
      `${missing}: never launched, or its time to live is over`,
    ]);
  });

  it("When it goes on, then the counts are those of the rows", async () => {
    const going = { status: "Running", completed_tasks: 0 } as const;
    expect((await shown(going, [row("a"), row("b")]))[0]).toBe(
      "0 Submitted  0 Running  2 Completed  0 Failed  0 TimedOut",
    );
  });
});

describe("Given a deployment whose rows are kept for two days", () => {
  it("When an operator's command accounts for an entry, then its row goes two days later", async () => {
    const run = { workflowName: "kit", workflowRunId: String((runs += 1)) };
    const { audit } = clientsOf({ ...stack, retentionDays: 2 });
    await audit.recordNotLaunched(run, "c", "stopped by operator");
    const rows = await allRows(audit, run);
    expect(rows.map(({ task_name, expires_at }) => ({ task_name, expires_at }))).toEqual(
      rows.map(({ update_time }) => ({ task_name: "c", expires_at: Math.floor(expiresAt(update_time, 2)) })),
    );
    expect(rows).toHaveLength(1);
  });
});
