import * as v from "valibot";
import type { Deployment } from "./deployment";
import { InvalidWorkflowSpec } from "./errors";
import { limits } from "./limits";
import { numberedName } from "./numbered-name";
import {
  bucketName,
  describeIssue,
  foreignFaults,
  refuseFaults,
  text,
  timeoutFaults,
  workflowSpecSchema,
  type CompleteWorkflowSpec,
} from "./spec";
import { parseTaskLines } from "./task-lines";

/**
 * So many entries a launcher's list has at most: by the default quotas it is launched within three quarters of an hour, and
 * ECS tells for an hour why a task stopped.
 */
export const mostListedEntries = 50_000;

/** Where in S3 a launcher's list is: JSON objects with the attributes of an entry of `taskList`, one a line. */
const listSourceSchema = v.strictObject({
  format: v.literal("JSONL", "must be JSONL: other formats are pattern 3's"),
  /** @default the spec's bucket */
  bucket: v.exactOptional(bucketName),
  key: text(limits.objectKeyBytes),
});

/** A spec of pattern 1 whose list lies in S3: the way past what an execution's input can carry. */
const listedSpecSchema = v.strictObject({
  ...v.omit(workflowSpecSchema, ["taskList"]).entries,
  taskSource: listSourceSchema,
});

type ListedSpec = v.InferOutput<typeof listedSpecSchema>;

/** A spec with everything in it but its list. */
export type CompleteListedSpec = Deployment & Omit<ListedSpec, keyof Deployment>;

/** True for an input whose list lies in S3, whatever else is in it. */
export const hasTaskSource = (input: unknown): boolean => v.is(v.looseObject({ taskSource: v.unknown() }), input);

/**
 * Checks a spec whose list lies in S3, as far as it can be without the list, and fills in what the deployment knows.
 *
 * @param input any JSON value
 * @param maxTimeoutSeconds the longest `timeoutSeconds` that the deployment allows
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function parseListedSpec(input: unknown, deployment: Deployment, maxTimeoutSeconds: number): CompleteListedSpec {
  const result = v.safeParse(listedSpecSchema, input);
  if (!result.success) throw new InvalidWorkflowSpec(result.issues.map((issue) => describeIssue(issue)));
  const spec = { ...deployment, ...result.output };
  const faults = [...foreignFaults(spec, deployment), ...timeoutFaults(spec, maxTimeoutSeconds)];
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  return spec;
}

/**
 * The same with its list.
 *
 * @param list the object's text
 * @throws InvalidWorkflowSpec with one line for each fault found in the list
 */
export function withList(
  listed: CompleteListedSpec,
  list: string,
  deployment: Deployment,
  maxTimeoutSeconds: number,
): CompleteWorkflowSpec {
  const entries = parseTaskLines(list, mostListedEntries);
  const taskList = entries.map((entry, place) => ({ ...entry, taskName: numberedName(place, entry.taskName) }));
  const spec = { ...listed, taskList };
  refuseFaults(deployment, { input: listed, spec, pattern: 1, maxTimeoutSeconds });
  return spec;
}
