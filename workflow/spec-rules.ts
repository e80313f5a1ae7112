import { fixedDeploymentKeys, type Deployment, type Pattern } from "./deployment";
import type { Job } from "./job";
import { limits } from "./limits";
import { runIdPattern } from "./run";
import { matching, objectRule, oneOf, text, whole, type ObjectRule, type Rule, type RuleOf } from "./rules";
import type { TaskEntry, TaskSource, WorkflowSpec } from "./spec";
import { taskObject } from "./task-rules";

const bucket = matching(
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "must be a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen",
);

const runId = matching(runIdPattern, "must be a text of 1 to 38 digits that does not start with 0");

type Keyed = Pick<TaskEntry, "taskName" | "objectKey" | "s3BucketName">;

/** An entry of a list. */
export const entryRule = (job: Job): ObjectRule =>
  taskObject<Keyed>(
    "entry",
    job.kind === "copy" ? ["taskName", "objectKey"] : ["taskName"],
    { taskName: text(128), objectKey: text(limits.objectKeyBytes), s3BucketName: bucket },
    job,
  );

/** An entry that was found by a prefix: it is called as its object is, and a key may be longer than a name. */
export const keyRule: ObjectRule = objectRule<Keyed>("entry", ["taskName", "objectKey"], {
  taskName: text(limits.objectKeyBytes),
  objectKey: text(limits.objectKeyBytes),
  s3BucketName: bucket,
});

type Lines = Extract<TaskSource, { readonly key: string }>;
type Prefix = Extract<TaskSource, { readonly prefix: string }>;

const lines = (format: Lines["format"]): ObjectRule =>
  objectRule<Lines>(`list of format ${format}`, ["key"], {
    format: oneOf([format]),
    bucket,
    key: text(limits.objectKeyBytes),
  });

const sources: Readonly<Record<TaskSource["format"], ObjectRule>> = {
  JSONL: lines("JSONL"),
  CSV: lines("CSV"),
  PREFIX: objectRule<Prefix>("list of format PREFIX", ["prefix"], {
    format: oneOf(["PREFIX"]),
    bucket,
    prefix: text(limits.objectKeyBytes),
  }),
};

/** Places in S3 that a list may have, whichever pattern reads it. */
export const sourceRule: RuleOf<"variant"> = { type: "variant", by: "format", of: sources };

/** Values that the rules of a spec depend on. */
export interface SpecContext {
  readonly pattern: Pattern;
  readonly deployment: Deployment;
  /** The longest `timeoutSeconds` that the deployment allows. */
  readonly maxTimeoutSeconds: number;
  readonly job: Job;
}

const forPattern2 = oneOf([], "is for pattern 2");

/** Values that only the deployment can give. */
const fixedRules = (deployment: Deployment): Readonly<Record<(typeof fixedDeploymentKeys)[number], Rule>> =>
  Object.fromEntries(
    fixedDeploymentKeys.map((key) => [
      key,
      oneOf([deployment[key]], `must be this deployment's "${deployment[key]}"; leave it out to get it`),
    ]),
  ) as Record<(typeof fixedDeploymentKeys)[number], Rule>;

/**
 * A workflow spec: one rule for each attribute. The parser, the JSON Schema and the checks of pattern 2's state machine are
 * made of it. Which of `taskList` and `taskSource` a spec has is checked beside it.
 */
export const specRule = ({ pattern, deployment, maxTimeoutSeconds, job }: SpecContext): ObjectRule =>
  objectRule<WorkflowSpec>("spec", [], {
    taskList: { type: "list", must: "must be a list of at least one entry", of: entryRule(job) },
    taskDefaults: { type: "nested", of: taskObject("taskDefaults", [], {}, job) },
    workflowRunId: runId,
    workflowName: text(128),
    redriveOf: runId,
    timeoutSeconds: whole(1, maxTimeoutSeconds),
    targetFolder: text(900),
    simulatedWorkSeconds: whole(0, limits.executionSeconds),
    maxConcurrency: whole(1, limits.mapConcurrency),
    s3BucketName: bucket,
    $schema: text(1_024),
    taskSource: pattern === 1 ? { ...sourceRule, of: { JSONL: sources.JSONL } } : sourceRule,
    launchConcurrency: pattern === 1 ? forPattern2 : whole(1, limits.mapConcurrency),
    toleratedLaunchFailurePercentage: pattern === 1 ? forPattern2 : whole(0, 100),
    ...fixedRules(deployment),
  });
