import { InvalidWorkflowSpec, ListChanged } from "../../workflow/errors";
import type { ExecutionContext } from "../../workflow/iterator";
import { redriven } from "../../workflow/redrive";
import { runOf } from "../../workflow/run";
import { hasSource, parseSpec, type CompleteSourceSpec, type CompleteWorkflowSpec } from "../../workflow/spec";
import { parseTaskLines } from "../../workflow/task-lines";
import type { LauncherDependencies } from "./launcher";

/** What an execution asks for. */
export interface Requested {
  readonly spec: CompleteWorkflowSpec;
  /** The version of the list, where that lies in S3. */
  readonly sourceEtag?: string;
}

/**
 * Completes an execution's input: by the list in S3 that it names, or by that of the run that it redrives.
 *
 * @throws InvalidWorkflowSpec when it is no spec, or its list is none
 * @throws RedriveRefused when it names an earlier run that cannot be redriven
 * @throws ListChanged when its list is none, and was one when the run began
 */
export async function requestedSpec(
  execution: ExecutionContext,
  dependencies: LauncherDependencies,
): Promise<Requested> {
  const { audit, deployment, maxTimeoutSeconds } = dependencies;
  const input = await redriven(execution.input, audit, deployment.workflowName);
  const spec = parseSpec(input, { pattern: 1, deployment, maxTimeoutSeconds });
  return hasSource(spec) ? withList(spec, execution, dependencies) : { spec };
}

async function withList(
  spec: CompleteSourceSpec,
  execution: ExecutionContext,
  { audit, readList }: LauncherDependencies,
): Promise<Requested> {
  const { taskSource } = spec;
  if (taskSource.format === "PREFIX") throw new Error("a prefix passed the rules of pattern 1");
  const { bucket = spec.s3BucketName, key } = taskSource;
  try {
    const { text, etag } = await readList(bucket, key);
    return { spec: { ...spec, taskList: parseTaskLines(text) }, sourceEtag: etag };
  } catch (error) {
    // To refuse says that nothing was started: a later call of the launcher cannot say so.
    const begun = error instanceof InvalidWorkflowSpec && (await audit.findRun(runOf(execution, spec.workflowName)));
    if (begun && begun.execution_arn === execution.executionArn) throw new ListChanged(error.faults.join("; "));
    throw error;
  }
}
