import { InvalidWorkflowSpec, ListChanged } from "../../workflow/errors";
import type { ExecutionContext } from "../../workflow/iterator";
import { hasTaskSource, parseListedSpec, withList } from "../../workflow/listed-spec";
import { redriven } from "../../workflow/redrive";
import { runOf } from "../../workflow/run";
import { parseWorkflowSpec, type CompleteWorkflowSpec } from "../../workflow/spec";
import type { LauncherDependencies } from "./launcher";

/** What an execution asks for. */
export interface Requested {
  /** The input, with the list of the earlier run where it redrives one. */
  readonly input: unknown;
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
  if (hasTaskSource(execution.input)) return listedSpec(execution, dependencies);
  const input = await redriven(execution.input, audit, deployment.workflowName);
  return { input, spec: parseWorkflowSpec(input, deployment, maxTimeoutSeconds) };
}

async function listedSpec(execution: ExecutionContext, dependencies: LauncherDependencies): Promise<Requested> {
  const { audit, deployment, maxTimeoutSeconds, readList } = dependencies;
  const { input } = execution;
  const listed = parseListedSpec(input, deployment, maxTimeoutSeconds);
  const { bucket = listed.s3BucketName, key } = listed.taskSource;
  try {
    const { text, etag } = await readList(bucket, key);
    return { input, spec: withList(listed, text, deployment, maxTimeoutSeconds), sourceEtag: etag };
  } catch (error) {
    // To refuse says that nothing was started: a later call of the launcher cannot say so.
    const begun = error instanceof InvalidWorkflowSpec && (await audit.findRun(runOf(execution, listed.workflowName)));
    if (begun && begun.execution_arn === execution.executionArn) throw new ListChanged(error.faults.join("; "));
    throw error;
  }
}
