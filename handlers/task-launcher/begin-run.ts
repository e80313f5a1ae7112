import type { SummaryRow } from "../../workflow/audit-rows";
import type { RunKey } from "../../workflow/run-key";
import { InvalidWorkflowSpec, ListChanged } from "../../workflow/errors";
import type { LauncherEvent } from "../../workflow/iterator";
import { runOf } from "../../workflow/run";
import { hasSource, type CompleteSpec, type CompleteWorkflowSpec } from "../../workflow/spec";
import type { LauncherDependencies } from "./dependencies";
import { requestedSpec, withList } from "./requested-spec";

/** A run that has begun: its row stands. */
export interface BegunRun {
  readonly run: RunKey;
  readonly summary: SummaryRow;
  readonly spec: CompleteWorkflowSpec;
  /** True for a run that begins now: it has no rows of tasks. */
  readonly isNew: boolean;
}

/**
 * A run's summary row as it is when nothing was launched yet, without status and times. It keeps the spec, and of a list that lies
 * in S3, where that is.
 *
 * @param maxTimeoutSeconds of a spec that has no `timeoutSeconds`
 */
export function begunRow(
  { taskSource, taskList, ...spec }: CompleteWorkflowSpec,
  run: RunKey,
  executionArn: string,
  maxTimeoutSeconds: number,
): Omit<SummaryRow, "status" | "start_time" | "update_time"> {
  return {
    workflow_name: run.workflowName,
    workflow_run_id: run.workflowRunId,
    workflow_specs: JSON.stringify({ ...spec, ...(taskSource ? { taskSource } : { taskList }) }),
    number_of_tasks: taskList.length,
    execution_arn: executionArn,
    ...(taskSource && { source_format: taskSource.format }),
    ...(spec.redriveOf !== undefined && { redrive_of: spec.redriveOf }),
    timeout_seconds: spec.timeoutSeconds ?? maxTimeoutSeconds,
    completed_tasks: 0,
    failed_tasks: 0,
    timed_out_tasks: 0,
    running_tasks: taskList.length,
  };
}

/**
 * Begins the run of an execution, or goes on with it. A run that has begun goes on with what its row says, whatever was deployed
 * since; to refuse it would say that nothing was started.
 *
 * @throws InvalidWorkflowSpec, RedriveRefused, RunIdAlreadyUsed when the run has not begun; nothing was started
 * @throws ListChanged when its list in S3 is another one than when it began
 */
export async function beginRun(
  { execution, iterator = {} }: LauncherEvent,
  dependencies: LauncherDependencies,
): Promise<BegunRun> {
  const { audit, deployment, maxTimeoutSeconds } = dependencies;
  const { workflowName, workflowRunId } = { ...runOf(execution, deployment.workflowName), ...iterator };
  const run = { workflowName, workflowRunId };
  const begun = await audit.findRun(run);
  if (begun?.execution_arn === execution.executionArn) return goOn(run, begun, dependencies);
  const { spec, sourceEtag } = await requestedSpec(execution, dependencies);
  const row = { ...begunRow(spec, run, execution.executionArn, maxTimeoutSeconds), source_etag: sourceEtag };
  const { summary, isNew } = await audit.beginRun(row);
  return isNew ? { run, summary, spec, isNew } : goOn(run, summary, dependencies);
}

async function goOn(run: RunKey, summary: SummaryRow, dependencies: LauncherDependencies): Promise<BegunRun> {
  return { run, summary, spec: await recordedSpec(summary, dependencies), isNew: false };
}

/** The spec as the run's row has it, checked and completed when the run began; and its list. */
async function recordedSpec(summary: SummaryRow, dependencies: LauncherDependencies): Promise<CompleteWorkflowSpec> {
  const recorded = JSON.parse(summary.workflow_specs) as CompleteSpec;
  if (!hasSource(recorded)) return recorded;
  try {
    const { spec, sourceEtag } = await withList(recorded, dependencies);
    if (sourceEtag !== summary.source_etag)
      throw new ListChanged(`its ETag was ${summary.source_etag}, and is ${sourceEtag}`);
    return spec;
  } catch (error) {
    if (error instanceof InvalidWorkflowSpec) throw new ListChanged(error.faults.join("; "));
    throw error;
  }
}
