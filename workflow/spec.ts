import * as v from "valibot";
import { fixedDeploymentKeys, publicIpOptions, type Deployment } from "./deployment";
import { InvalidWorkflowSpec } from "./errors";
import { describeMisfit, misfits, overridesCharacters, predictFit, type Planned } from "./fit";
import type { Pattern } from "./history-events";
import { limits } from "./limits";
import { runIdPattern } from "./run-id";
import type { TaskSource } from "./source-spec";

/** Names and keys go into environment variables, rows and log lines: a control character breaks all three. */
export const text = (maxBytes: number) =>
  v.pipe(
    v.string(),
    v.nonEmpty("must not be empty"),
    v.maxBytes(maxBytes, `must be at most ${maxBytes} bytes of UTF-8`),
    // eslint-disable-next-line no-control-regex -- control characters are what this rule looks for
    v.regex(/^[^\u0000-\u001f\u007f]*$/u, "must not contain control characters"),
  );

export const bucketName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen"),
);

const wholeSeconds = (minimum: number) =>
  v.pipe(
    v.number("must be a number of seconds"),
    v.integer("must be whole seconds"),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(limits.executionSeconds, `must be at most ${limits.executionSeconds}, a year`),
  );

const runId = v.pipe(
  v.string(),
  v.regex(runIdPattern, "must be a string of 1 to 38 digits that does not start with 0"),
);

/** One entry of `taskList`: one container to run. */
export const taskEntrySchema = v.strictObject({
  /** Name of the task, unique within its list. */
  taskName: text(128),
  /** Bucket of this entry's object. @default the spec's bucket */
  s3BucketName: v.exactOptional(bucketName),
  /** Key of the object to work on. */
  objectKey: text(limits.objectKeyBytes),
});

/**
 * A workflow spec: the input of an execution. Only `taskList` is required; what a deployment knows defaults to the
 * deployment's own values.
 */
export const workflowSpecSchema = v.strictObject({
  $schema: v.exactOptional(v.string()),
  region: v.exactOptional(text(64)),
  s3BucketName: v.exactOptional(bucketName),
  subnetIdLiteral: v.exactOptional(text(1024)),
  separator: v.exactOptional(v.pipe(v.string(), v.length(1, "must be one character"))),
  workflowName: v.exactOptional(text(128)),
  workflowRunId: v.exactOptional(runId),
  redriveOf: v.exactOptional(runId),
  securityGroupId: v.exactOptional(text(64)),
  assignPublicIp: v.exactOptional(v.picklist(publicIpOptions, `must be ${publicIpOptions.join(" or ")}`)),
  ddbTableNameWFSummary: v.exactOptional(text(255)),
  hashKeyWFSummary: v.exactOptional(text(255)),
  rangeKeyWFSummary: v.exactOptional(text(255)),
  ddbTableNameWFDetails: v.exactOptional(text(255)),
  hashKeyWFDetails: v.exactOptional(text(255)),
  rangeKeyWFDetails: v.exactOptional(text(255)),
  clusterName: v.exactOptional(text(255)),
  containerName: v.exactOptional(text(255)),
  taskDefinition: v.exactOptional(text(300)),
  timeoutSeconds: v.exactOptional(wholeSeconds(1)),
  targetFolder: v.exactOptional(text(900)),
  simulatedWorkSeconds: v.exactOptional(wholeSeconds(0)),
  taskList: v.pipe(v.array(taskEntrySchema), v.minLength(1, "must have at least one task")),
});

export type TaskEntry = v.InferOutput<typeof taskEntrySchema>;
export type WorkflowSpec = v.InferOutput<typeof workflowSpecSchema>;

/** A spec with everything in it that the deployment filled in. */
export type CompleteWorkflowSpec = Deployment &
  Omit<WorkflowSpec, keyof Deployment> & {
    /** Where in S3 the list was read from, if it was: then each name begins with its place in it. */
    readonly taskSource?: TaskSource;
  };

/**
 * Checks a spec as a whole and fills in what the deployment knows.
 *
 * @param input what somebody wants to start a workflow with: any JSON value
 * @param maxTimeoutSeconds the longest `timeoutSeconds` that the deployment allows
 * @param pattern of the deployment: how much it takes differs
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function parseWorkflowSpec(
  input: unknown,
  deployment: Deployment,
  maxTimeoutSeconds: number,
  pattern: Pattern = 1,
): CompleteWorkflowSpec {
  const result = v.safeParse(workflowSpecSchema, input);
  if (!result.success) throw new InvalidWorkflowSpec(result.issues.map((issue) => describeIssue(issue)));
  const spec = { ...deployment, ...result.output };
  refuseFaults(deployment, { input, spec, pattern, maxTimeoutSeconds });
  return spec;
}

/**
 * Looks for what is wrong with a spec beyond its shape.
 *
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function refuseFaults(deployment: Deployment, planned: Planned): void {
  const { spec, maxTimeoutSeconds } = planned;
  const faults = [
    ...foreignFaults(spec, deployment),
    ...duplicateFaults(spec.taskList),
    ...overridesFaults(spec),
    ...timeoutFaults(spec, maxTimeoutSeconds),
    ...fitFaults(planned),
  ];
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
}

/** The path of an issue as one would write it in code: `taskList[3].objectKey`; of the whole it is `whole`. */
function pathOf(issue: v.BaseIssue<unknown>, whole: string): string {
  const keys = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return keys.join("").replace(/^\./, "") || whole;
}

/** What can have a fault, and what it is called. */
const wholes = { spec: "a workflow spec", entry: "an entry" } as const;

/** A fault as a line: its path, and what is wrong. @param whole what the thing is called that has the fault */
export function describeIssue(issue: v.BaseIssue<unknown>, whole: keyof typeof wholes = "spec"): string {
  const path = pathOf(issue, whole);
  if (issue.type !== "strict_object") return `${path}: ${issue.message}, received ${issue.received}`;
  if (issue.expected === "never") return `${path}: is not an attribute of ${wholes[whole]}`;
  if (issue.received === "undefined") return `${path}: is missing`;
  return `${path}: must be an object, received ${issue.received}`;
}

/** What a spec says that only the deployment can say. */
export const foreignFaults = (spec: Deployment, deployment: Deployment): string[] =>
  fixedDeploymentKeys
    .filter((key) => spec[key] !== deployment[key])
    .map((key) => `${key}: this deployment's is "${deployment[key]}", not "${spec[key]}"; leave it out to get it`);

function duplicateFaults(taskList: readonly TaskEntry[]): string[] {
  const firstIndex = new Map<string, number>();
  return taskList.flatMap(({ taskName }, index) => {
    const first = firstIndex.get(taskName);
    if (first !== undefined)
      return [`taskList[${index}].taskName: "${taskName}" is the name of taskList[${first}] too`];
    firstIndex.set(taskName, index);
    return [];
  });
}

const overridesFaults = (spec: CompleteWorkflowSpec): string[] =>
  spec.taskList.flatMap((entry, index) => {
    const characters = overridesCharacters(spec, entry);
    if (characters <= limits.taskOverridesCharacters) return [];
    const place = spec.taskSource ? `taskSource, task ${entry.taskName}` : `taskList[${index}]`;
    return [`${place}: its overrides have ${characters} characters, ECS takes ${limits.taskOverridesCharacters}`];
  });

/** A spec's time, where it is more than the deployment allows. */
export const timeoutFaults = (spec: Pick<WorkflowSpec, "timeoutSeconds">, maxTimeoutSeconds: number): string[] =>
  (spec.timeoutSeconds ?? 0) > maxTimeoutSeconds
    ? [`timeoutSeconds: ${spec.timeoutSeconds} is more than this deployment's ${maxTimeoutSeconds}`]
    : [];

// Overrides are told with their entries.
const fitFaults = (planned: Planned): string[] =>
  misfits(predictFit(planned))
    .filter(([name, { refused }]) => refused && name !== "overridesCharacters")
    .map(([, figure]) => `spec: ${describeMisfit(figure)}`);
