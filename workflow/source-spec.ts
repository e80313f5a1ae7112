import * as v from "valibot";
import type { Deployment } from "./deployment";
import { InvalidWorkflowSpec } from "./errors";
import { limits } from "./limits";
import { bucketName, describeIssue, foreignFaults, text, timeoutFaults, workflowSpecSchema } from "./spec";

const whole = (lowest: number, highest: number) =>
  v.pipe(
    v.number("must be a number"),
    v.integer("must be a whole number"),
    v.minValue(lowest, `must be at least ${lowest}`),
    v.maxValue(highest, `must be at most ${highest}`),
  );

/** Where in S3 the entries of a list are. */
export const taskSourceSchema = v.variant(
  "format",
  [
    /** An object with an entry a line: JSON objects, or CSV with a first line of names. Attributes as in a taskList. */
    v.strictObject({
      format: v.picklist(["JSONL", "CSV"]),
      /** @default the spec's bucket */
      bucket: v.exactOptional(bucketName),
      key: text(limits.objectKeyBytes),
    }),
    /** The objects whose keys begin with a prefix: each is an entry. */
    v.strictObject({
      format: v.literal("PREFIX"),
      bucket: v.exactOptional(bucketName),
      prefix: text(limits.objectKeyBytes),
    }),
  ],
  "must be JSONL, CSV or PREFIX",
);

export type TaskSource = v.InferOutput<typeof taskSourceSchema>;

/**
 * The spec of a list in S3: as the others', with the place of the list instead of the list. With `redriveOf` the list is
 * that of the new run: what did not complete, as `redrive` writes it.
 */
export const sourceSpecSchema = v.strictObject({
  ...v.omit(workflowSpecSchema, ["taskList"]).entries,
  taskSource: taskSourceSchema,
  /** Entries in launching at once. @default the deployment's */
  launchConcurrency: v.exactOptional(whole(1, limits.mapConcurrency)),
  /** Launching ends once more of the entries than this could not be launched, percent. @default the deployment's */
  toleratedLaunchFailurePercentage: v.exactOptional(whole(0, 100)),
});

export type SourceSpec = v.InferOutput<typeof sourceSpecSchema>;

/** A spec with everything in it that the deployment filled in. */
export type CompleteSourceSpec = Deployment & Omit<SourceSpec, keyof Deployment>;

/**
 * Checks a spec of pattern 3 as a whole and fills in what the deployment knows. The entries themselves are checked when
 * they are launched.
 *
 * @param input any JSON value
 * @param maxTimeoutSeconds the longest `timeoutSeconds` that the deployment allows
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function parseSourceSpec(input: unknown, deployment: Deployment, maxTimeoutSeconds: number): CompleteSourceSpec {
  const result = v.safeParse(sourceSpecSchema, input);
  if (!result.success) throw new InvalidWorkflowSpec(result.issues.map((issue) => describeIssue(issue)));
  const spec = { ...deployment, ...result.output };
  const faults = [...foreignFaults(spec, deployment), ...timeoutFaults(spec, maxTimeoutSeconds), ...copyFaults(spec)];
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  return spec;
}

/** Copies under the prefix would be entries of the next run, or of this one. */
function copyFaults({ taskSource, targetFolder }: Pick<SourceSpec, "taskSource" | "targetFolder">): string[] {
  if (taskSource.format !== "PREFIX") return [];
  if (targetFolder === undefined || targetFolder === "")
    return ["targetFolder: is missing; with the format PREFIX copies must not lie beside their inputs"];
  return `${targetFolder}/`.startsWith(taskSource.prefix)
    ? [`targetFolder: "${targetFolder}" lies under the prefix "${taskSource.prefix}", copies would be inputs`]
    : [];
}
