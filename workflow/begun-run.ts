import type { SummaryRow } from "./audit-rows";
import type { RunKey } from "./run-key";
import type { CompleteWorkflowSpec } from "./spec";

/** A run's summary row as it is when nothing was launched yet, without status and times. */
type BegunRun = Omit<SummaryRow, "status" | "start_time" | "update_time">;

/** Makes what a run's row keeps of a spec: of a list that lies in S3, where that is. */
const recorded = ({ taskSource, taskList, ...spec }: CompleteWorkflowSpec): object => ({
  ...spec,
  ...(taskSource ? { taskSource } : { taskList }),
});

/** @param maxTimeoutSeconds of a spec that has no `timeoutSeconds` */
export const begunRun = (
  spec: CompleteWorkflowSpec,
  run: RunKey,
  executionArn: string,
  maxTimeoutSeconds: number,
): BegunRun => ({
  workflow_name: run.workflowName,
  workflow_run_id: run.workflowRunId,
  workflow_specs: JSON.stringify(recorded(spec)),
  number_of_tasks: spec.taskList.length,
  execution_arn: executionArn,
  ...(spec.taskSource && { source_format: spec.taskSource.format }),
  ...(spec.redriveOf !== undefined && { redrive_of: spec.redriveOf }),
  timeout_seconds: spec.timeoutSeconds ?? maxTimeoutSeconds,
  completed_tasks: 0,
  failed_tasks: 0,
  timed_out_tasks: 0,
  running_tasks: spec.taskList.length,
});
