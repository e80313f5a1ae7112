import type { MonitorDependencies } from "../../handlers/task-monitor/poll";
import { AuditStore } from "../../workflow/audit-store";
import type { AuditTables } from "./audit-tables";
import { deployment } from "./deployment";
import type { ScriptedEcs } from "./scripted-ecs";

/** What the monitor works with in tests: real tables, a scripted ECS, a clock of the test's own. */
export const monitorDependencies = (
  tables: AuditTables,
  ecs: ScriptedEcs,
  startTimeoutSeconds: number,
  now: () => Date,
): MonitorDependencies => ({
  ecs: ecs.client,
  audit: new AuditStore(
    tables.client,
    { summary: deployment.ddbTableNameWFSummary, details: deployment.ddbTableNameWFDetails },
    now,
  ),
  workflowName: deployment.workflowName,
  clusterName: deployment.clusterName,
  taskDefinition: deployment.taskDefinition,
  startTimeoutSeconds,
  logger: { info: jest.fn(), warn: jest.fn() },
  now,
  remainingMilliseconds: () => 300_000,
});
