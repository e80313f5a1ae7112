import type { ExecutionContext } from "../../workflow/iterator";
import { redriven } from "../../workflow/redrive";
import { overridesFaults, parseSpec } from "../../workflow/parse-spec";
import { hasSource, type CompleteSourceSpec, type CompleteWorkflowSpec, type TaskEntry } from "../../workflow/spec";
import { objectFaults } from "../../workflow/spec-faults";
import { entryRule } from "../../workflow/spec-rules";
import { parseTaskLines } from "../../workflow/task-lines";
import type { LauncherDependencies } from "./dependencies";

/** Request of an execution: its spec and list. */
interface Requested {
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
export async function requestedSpec(
  execution: ExecutionContext,
  dependencies: LauncherDependencies,
): Promise<Requested> {
  const { audit, deployment, maxTimeoutSeconds, job } = dependencies;
  const input = await redriven(execution.input, audit, deployment.workflowName);
  const spec = parseSpec(input, { pattern: 1, deployment, maxTimeoutSeconds, job });
  return hasSource(spec) ? withList(spec, dependencies) : { spec };
}

/**
 * The same spec with its list, as it lies in S3.
 *
 * @throws InvalidWorkflowSpec when there is no list, or it is none
 */
export async function withList(
  spec: CompleteSourceSpec,
  { readList, job }: Pick<LauncherDependencies, "readList" | "job">,
): Promise<Requested & { sourceEtag: string }> {
  const { taskSource } = spec;
  if (taskSource.format === "PREFIX") throw new Error("a prefix passed the rules of pattern 1");
  const { bucket = spec.s3BucketName, key } = taskSource;
  const rule = entryRule({ job });
  const faultsOf = (entry: unknown): string[] => {
    const faults = objectFaults(rule, entry);
    return faults.length > 0 ? faults : overridesFaults(spec, entry as TaskEntry);
  };
  const { text, etag } = await readList(bucket, key);
  return { spec: { ...spec, taskList: parseTaskLines(text, faultsOf) }, sourceEtag: etag };
}
