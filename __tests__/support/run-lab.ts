import type { LauncherDependencies } from "../../handlers/task-launcher/begin-run";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { AuditStore } from "../../workflow/audit-store";
import { startAuditTables, type AuditTables } from "./audit-tables";
import { deployment } from "./deployment";
import { taskArn } from "./ecs-answers";
import { noLists } from "./lists";
import { startScriptedEcs, type ScriptedEcs } from "./scripted-ecs";
import { copyJob } from "../../workflow/job";

/** Start of the run that tests of the functions are about: its id is made of it. */
export const startTime = "2026-11-24T22:48:54.000Z";
export const run = { workflowName: "kit", workflowRunId: "20261124224854000" };

/** The time so many seconds after the run's start. */
export const after = (seconds: number): string => new Date(Date.parse(startTime) + seconds * 1_000).toISOString();

/** The run's own row, while none of its tasks has ended. */
export const summaryRow = (numberOfTasks: number, spec: object, more: Partial<SummaryRow> = {}): SummaryRow => ({
  workflow_name: run.workflowName,
  workflow_run_id: run.workflowRunId,
  workflow_specs: JSON.stringify(spec),
  number_of_tasks: numberOfTasks,
  execution_arn: "arn:execution",
  timeout_seconds: 3_600,
  status: "Running",
  start_time: startTime,
  update_time: startTime,
  completed_tasks: 0,
  failed_tasks: 0,
  timed_out_tasks: 0,
  running_tasks: numberOfTasks,
  ...more,
});

/** The row of a task that runs. */
export const detailRow = (task_name: string, more: Partial<DetailRow> = {}): DetailRow => ({
  workflow_run_id: run.workflowRunId,
  ecs_task_id: taskArn(task_name),
  workflow_name: run.workflowName,
  task_name,
  status: "Running",
  start_time: startTime,
  update_time: startTime,
  ...more,
});

/** Tables that are new for each test, and an ECS that each test tells what to answer. */
export interface RunLab {
  readonly tables: AuditTables;
  readonly ecs: ScriptedEcs;
}

/**
 * A lab for the tests of the surrounding block.
 *
 * @param script ECS's answers at the beginning of each test. @default none
 */
export function runLab(script: () => ScriptedEcs["script"] = () => ({})): RunLab {
  const lab = {} as { tables: AuditTables; ecs: ScriptedEcs };
  beforeAll(async () => {
    lab.ecs = await startScriptedEcs();
  });
  beforeEach(async () => {
    lab.tables = await startAuditTables();
    lab.ecs.calls.length = 0;
    lab.ecs.script = script();
  });
  afterEach(() => lab.tables.close());
  afterAll(() => lab.ecs.close());
  return lab;
}

/** What the launcher works with. @param now the test's clock */
export const launcherDependencies = (lab: RunLab, now: () => Date): LauncherDependencies => ({
  ecs: lab.ecs.client,
  audit: new AuditStore(lab.tables.client, { summary: "summary", details: "details" }, now),
  deployment,
  maxTimeoutSeconds: 3_600,
  job: copyJob,
  readList: noLists,
  logger: { info: jest.fn(), warn: jest.fn(), error: jest.fn() },
  now,
});
