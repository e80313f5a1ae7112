import { hasTaskSource, parseListedSpec, withList } from "../../workflow/listed-spec";
import { redriven } from "../../workflow/redrive";
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
 */
export async function requestedSpec(given: unknown, dependencies: LauncherDependencies): Promise<Requested> {
  const { audit, deployment, maxTimeoutSeconds, readList } = dependencies;
  if (!hasTaskSource(given)) {
    const input = await redriven(given, audit, deployment.workflowName);
    return { input, spec: parseWorkflowSpec(input, deployment, maxTimeoutSeconds) };
  }
  const listed = parseListedSpec(given, deployment, maxTimeoutSeconds);
  const { bucket = listed.s3BucketName, key } = listed.taskSource;
  const { text, etag } = await readList(bucket, key);
  return { input: given, spec: withList(listed, text, deployment, maxTimeoutSeconds), sourceEtag: etag };
}
