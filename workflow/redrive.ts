import * as v from "valibot";
import { recordedSpec, type SummaryRow } from "./audit-rows";
import type { AuditStore } from "./audit-store";
import { type RunKey, runIdPattern } from "./run";
import { RedriveRefused } from "./errors";
import type { WorkflowSpec } from "./spec";

/** The part of an input that a redrive looks at. What is wrong beside it is told by `parseSpec`. */
const requestSchema = v.looseObject({
  redriveOf: v.pipe(v.string(), v.regex(runIdPattern)),
  workflowName: v.exactOptional(v.string()),
  taskList: v.exactOptional(v.array(v.looseObject({ taskName: v.string() }))),
  // A list in S3 is that of the new run already: what did not complete, as `workflow redrive` writes it.
  taskSource: v.exactOptional(v.never()),
});

/** Attributes that are taken over from the earlier run where the spec does not say them: what to do, not where. */
const inheritedAttributes: ReadonlySet<string> = new Set<keyof WorkflowSpec>([
  "s3BucketName",
  "targetFolder",
  "simulatedWorkSeconds",
  "timeoutSeconds",
  "taskDefaults",
  "maxConcurrency",
  "launchConcurrency",
  "toleratedLaunchFailurePercentage",
]);

/** The attributes of a recorded spec that a redrive takes over. Pattern 2 records every default, an empty folder among them: that is none. */
export const inherited = (recorded: object): object =>
  Object.fromEntries(Object.entries(recorded).filter(([name, value]) => inheritedAttributes.has(name) && value !== ""));

/**
 * The row of a run that is over.
 *
 * @throws RedriveRefused when there is no such run, or it is not over
 */
export async function endedRun(audit: AuditStore, run: RunKey): Promise<SummaryRow> {
  const earlier = await audit.findRun(run);
  if (earlier === undefined) throw new RedriveRefused(run, "there is no such run");
  if (earlier.status === "Running") throw new RedriveRefused(run, "it is still Running: wait for its end, or stop it");
  return earlier;
}

/**
 * Makes of an input that names an earlier run, `redriveOf`, one whose list has only the entries that did not complete in
 * it, nor in the runs that it redrove in turn. Without a list of its own it is the earlier run's. Asked again for the same
 * input it gives the same, since a run that is over does not change.
 *
 * A run whose list lies in S3 has numbered names: `workflow redrive` makes a list of what is left of it.
 *
 * @param input any JSON value; one that names no run is given back as it is
 * @param workflowName the deployment's
 * @throws RedriveRefused when there is no such run, it is not over, or nothing of it is left to do
 */
export async function redriven(input: unknown, audit: AuditStore, workflowName: string): Promise<unknown> {
  const request = v.safeParse(requestSchema, input);
  if (!request.success) return input;
  const { redriveOf } = request.output;
  const run = { workflowName: request.output.workflowName ?? workflowName, workflowRunId: redriveOf };
  const earlier = await endedRun(audit, run);
  if (earlier.source_format !== undefined)
    throw new RedriveRefused(run, "its list lies in S3: redrive it by `npm run workflow -- redrive`");
  const { taskList: earlierList = [], ...recorded } = recordedSpec(earlier);
  const spec = { taskList: earlierList, ...inherited(recorded), ...request.output };
  const completed = await completedNames(audit, run, earlier);
  const taskList = spec.taskList.filter(({ taskName }) => !completed.has(taskName));
  if (spec.taskList.length > 0 && taskList.length === 0)
    throw new RedriveRefused(run, `all ${spec.taskList.length} tasks of the list completed in it`);
  return { ...spec, taskList };
}

/** The tasks that completed in a run, or in those that it redrove. */
async function completedNames(audit: AuditStore, run: RunKey, summary: SummaryRow): Promise<Set<string>> {
  const names = new Set<string>();
  // Rows can be written by hand: one that redrives itself must not be followed for ever.
  const seen = new Set<string>();
  let [id, row]: [string, SummaryRow | undefined] = [run.workflowRunId, summary];
  while (row && !seen.has(id)) {
    seen.add(id);
    for await (const rows of audit.pages({ ...run, workflowRunId: id }, "all", ["status", "task_name"]))
      for (const { status, task_name } of rows) if (status === "Completed") names.add(task_name);
    id = row.redrive_of ?? id;
    row = await audit.findRun({ ...run, workflowRunId: id });
  }
  return names;
}
