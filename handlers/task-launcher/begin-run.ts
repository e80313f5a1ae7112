import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient } from "@aws-sdk/client-ecs";
import { recordedSpec, type SummaryRow } from "../../workflow/audit-rows";
import { type RunKey, runOf } from "../../workflow/run";
import type { AuditStore } from "../../workflow/audit-store";
import type { Deployment } from "../../workflow/deployment";
import { InvalidWorkflowSpec, ListChanged, NamedError } from "../../workflow/errors";
import type { LauncherEvent } from "../../workflow/iterator";
import type { Job } from "../../workflow/job";
import { listedFaults, parseSpec } from "../../workflow/parse-spec";
import { redriven } from "../../workflow/redrive";
import type { CompleteSpec, CompleteWorkflowSpec } from "../../workflow/spec";
import { entryRule } from "../../workflow/spec-rules";
import { parseTaskLines } from "../../workflow/task-lines";
import type { readListFromS3 } from "./read-list";

/** Clients, deployed values and clock of the task launcher. */
export interface LauncherDependencies {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  readonly deployment: Deployment;
  /** The longest and the default `timeoutSeconds` of a spec. */
  readonly maxTimeoutSeconds: number;
  readonly job: Job;
  readonly readList: typeof readListFromS3;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly now: () => Date;
}

/** A run that has begun: its row stands. */
export interface BegunRun {
  readonly run: RunKey;
  readonly summary: SummaryRow;
  readonly spec: CompleteWorkflowSpec;
  /** True for a run that begins now: it has no rows of tasks. */
  readonly isNew: boolean;
}

/**
 * Time from a launcher's beginning in which it may begin a run: seconds. Whoever settles a run that was stopped looks for its row so
 * long and the time of a write; one that comes later would be launched and watched by nobody.
 */
export const beginSeconds = 60;

/**
 * A run's summary row as it is when nothing was launched yet, without status and times. It keeps the spec, and of a list that lies
 * in S3, where that is.
 *
 * @param maxTimeoutSeconds of a spec that has no `timeoutSeconds`
 */
function begunRow(
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
 * @throws BeginsTooLate when it has not begun and its list took too long to be read; nothing was started, and the state machine
 * invokes the launcher again, unless it was stopped
 * @throws ListChanged when its list in S3 is another one than when it began
 */
export async function beginRun(
  { execution, iterator = {} }: LauncherEvent,
  dependencies: LauncherDependencies,
): Promise<BegunRun> {
  const { audit, deployment, maxTimeoutSeconds, job, now } = dependencies;
  const calledAt = now().getTime();
  const { workflowName, workflowRunId } = { ...runOf(execution, deployment.workflowName), ...iterator };
  const run = { workflowName, workflowRunId };
  const begun = await audit.findRun(run);
  if (begun?.execution_arn === execution.executionArn) return goOn(run, begun, dependencies);
  const input = await redriven(execution.input, audit, deployment.workflowName);
  const { spec, sourceEtag } = await withList(
    parseSpec(input, { pattern: 1, deployment, maxTimeoutSeconds, job }),
    dependencies,
  );
  const row = { ...begunRow(spec, run, execution.executionArn, maxTimeoutSeconds), source_etag: sourceEtag };
  const tookSeconds = (now().getTime() - calledAt) / 1_000;
  if (tookSeconds > beginSeconds)
    throw new NamedError(
      "BeginsTooLate",
      `The run was ready to begin after ${tookSeconds} s, of at most ${beginSeconds}, nothing was started. ` +
        "Find out why S3 or DynamoDB took so long, then start it again.",
    );
  const { summary, isNew } = await audit.beginRun(row);
  return isNew ? { run, summary, spec, isNew } : goOn(run, summary, dependencies);
}

/** The run as its row has it: the spec was checked and completed when it began; of a list in S3 only that has to be the same. */
async function goOn(run: RunKey, summary: SummaryRow, dependencies: LauncherDependencies): Promise<BegunRun> {
  try {
    const { spec, sourceEtag } = await withList(recordedSpec(summary), dependencies);
    if (sourceEtag === summary.source_etag) return { run, summary, spec, isNew: false };
    throw new ListChanged(`its ETag was ${summary.source_etag}, and is ${sourceEtag}`);
  } catch (error) {
    if (error instanceof InvalidWorkflowSpec) throw new ListChanged(error.faults.join("; "));
    throw error;
  }
}

interface Listed {
  readonly spec: CompleteWorkflowSpec;
  /** The version of the list, where that lies in S3. */
  readonly sourceEtag?: string;
}

/**
 * The same spec with its list, which may lie in S3.
 *
 * @throws InvalidWorkflowSpec when there is no list, or it is none
 */
async function withList(spec: CompleteSpec, { readList, job }: LauncherDependencies): Promise<Listed> {
  const { taskList = [], taskSource } = spec;
  if (taskSource === undefined) return { spec: { ...spec, taskList } };
  if (taskSource.format === "PREFIX") throw new Error("a prefix passed the rules of pattern 1");
  const { bucket = spec.s3BucketName, key } = taskSource;
  const rule = entryRule(job);
  const { text, etag } = await readList(bucket, key);
  const listed = parseTaskLines(text, (entry, place) => listedFaults(spec, rule, entry, place));
  return { spec: { ...spec, taskList: listed }, sourceEtag: etag };
}
