import type { ExplainedTask, ReportedRun } from "../../tools/page/model";
import type { renderPage } from "../../tools/page/page";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { isLast } from "../../tools/page/attempt";
import { taskStatuses } from "../../workflow/status";
import { deployment } from "./deployment";
import { copyJob } from "../../workflow/job";

/** Both patterns' definitions, as a deployment has them. */
export const definitions = {
  1: pattern1Definition({
    launcherArn: "arn:launcher",
    monitorArn: "arn:monitor",
    maxTimeoutSeconds: 3_600,
  }),
  2: pattern2Definition({
    monitorArn: "arn:monitor",
    clusterArn: "arn:cluster",
    deployment,
    maxTimeoutSeconds: 3_600,
    job: copyJob,
    launchConcurrency: 20,
    toleratedLaunchFailurePercentage: 10,
  }),
} as const;

/** What would be run, or break out of its place, in a page that did not escape it. */
export const hostile = `</script></style><script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;`;

const time = (second: number): string => new Date(Date.UTC(2026, 10, 24, 12, 0, second)).toISOString();

export const row = (taskName: string, more: Partial<ExplainedTask> = {}): ExplainedTask => ({
  workflow_run_id: "20261124120000000",
  ecs_task_id: `arn:aws:ecs:eu-west-1:123456789012:task/kit/${taskName}`,
  workflow_name: "kit",
  task_name: taskName,
  status: "Completed",
  start_time: time(1),
  update_time: time(5),
  destination_key: `out/${taskName}`,
  exec_time_in_seconds: 3,
  ...more,
});

/** Tasks as a run has them, with their counts. */
export const counted = (tasks: readonly ExplainedTask[]) => ({
  tasks,
  tasksByStatus: Object.fromEntries(
    taskStatuses.map((status) => [status, tasks.filter((task) => task.status === status && isLast(task)).length]),
  ) as ReportedRun["tasksByStatus"],
});

/** A failed run of pattern 1 in which every text that comes from outside is hostile. */
export const failedRun: ReportedRun = {
  pattern: 1,
  workflowName: `kit ${hostile}`,
  executionArn: `arn:execution ${hostile}`,
  executionStatus: "FAILED",
  error: `TasksFailed ${hostile}`,
  cause: `1 of 3 ${hostile}`,
  startTime: time(0),
  endTime: new Date(Date.parse(time(7)) + 300).toISOString(),
  definition: definitions[1],
  history: [
    ...["InvokeTaskLauncher", "CheckIfAllLaunched", "InvokeTaskMonitor", "CheckIfTasksCompleted"].flatMap((name) => [
      { type: "TaskStateEntered" as const, stateEnteredEventDetails: { name } },
      { type: "TaskStateExited" as const, stateExitedEventDetails: { name } },
    ]),
    { type: "FailStateEntered" as const, stateEnteredEventDetails: { name: "WorkflowFailed" } },
    { type: "ExecutionFailed" as const, executionFailedEventDetails: { error: hostile, cause: hostile } },
  ].map((event, index) => ({ ...event, id: index + 1, previousEventId: index, timestamp: new Date(time(index)) })),
  summary: {
    workflow_name: `kit ${hostile}`,
    workflow_run_id: "20261124120000000",
    workflow_specs: JSON.stringify({ taskList: [{ taskName: hostile, objectKey: hostile }] }),
    number_of_tasks: 4,
    status: "Failed",
    execution_arn: `arn:execution ${hostile}`,
    timeout_seconds: 3_600,
    start_time: time(0),
    update_time: time(7),
  },
  otherTasks: 0,
  ...counted([
    row("task_1"),
    row(hostile, {
      status: "Failed",
      reason: `CopyFailed: ${hostile}`,
      ecs_task_id: hostile,
      destination_key: hostile,
      log: { lines: [hostile] },
    }),
    row("task_3", { status: "TimedOut", reason: "stopped after 3600 s" }),
    row("task_4", { status: "Submitted" }),
  ]),
};

export const pageOf = (...runs: readonly ReportedRun[]): Parameters<typeof renderPage>[0] => ({ at: time(10), runs });
