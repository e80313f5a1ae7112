import * as v from "valibot";
import { auditKeys } from "../workflow/audit-rows";
import { NamedError } from "../workflow/errors";
import { mostAttempts, retryOptions } from "../workflow/job";
import { limits } from "../workflow/limits";
import { runIdPattern } from "../workflow/run";
import { metadataUriVariable, taskEnvironment } from "../workflow/task-environment";

const variableNames = { ...taskEnvironment, metadataUri: metadataUriVariable } as const;
type Variable = keyof typeof variableNames;

const required = v.pipe(v.string("is missing"), v.nonEmpty("is empty"));
const exactly = (value: string) => v.pipe(required, v.value(value, `must be "${value}"`));

// What a row about this task takes: with these alone a failure can be recorded.
const identity = {
  region: required,
  detailsTable: required,
  detailsHashKey: exactly(auditKeys.detailsHashKey),
  detailsRangeKey: exactly(auditKeys.detailsRangeKey),
  workflowName: required,
  workflowRunId: v.pipe(required, v.regex(runIdPattern, "must be 1 to 38 digits that do not start with 0")),
  taskName: required,
  retentionDays: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9]\d*$/, "must be a whole number of days"), v.transform(Number)),
  ),
  metadataUri: v.pipe(required, v.url("must be the address of the ECS task metadata, version 4")),
} satisfies Partial<Record<Variable, unknown>>;

const wholeNumber = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d?$/, "must be a whole number"),
  v.transform(Number),
  v.maxValue(mostAttempts, `must be at most ${mostAttempts}`),
);

// Which attempt at its entry it is; absent where no other may follow.
const attempts = {
  attempt: v.optional(wholeNumber, "1"),
  attempts: v.optional(wholeNumber, "1"),
  retryOn: v.optional(v.picklist(retryOptions, `must be ${retryOptions.join(" or ")}`), "any"),
} satisfies Partial<Record<Variable, unknown>>;

// What the task is to do.
const job = {
  s3BucketName: required,
  objectKey: v.pipe(required, v.maxBytes(limits.objectKeyBytes, `must be at most ${limits.objectKeyBytes} bytes`)),
  targetFolder: v.optional(v.string(), ""),
  simulatedWorkSeconds: v.pipe(
    v.optional(v.string(), "0"),
    v.regex(/^\d*$/, "must be a whole number of seconds"),
    v.transform(Number),
    v.maxValue(limits.executionSeconds, `must be at most ${limits.executionSeconds}, a year`),
  ),
} satisfies Partial<Record<Variable, unknown>>;

const identitySchema = v.object(identity);
const environmentSchema = v.object({ ...identity, ...attempts, ...job });

/** The task's identity, and the place of its row. */
export type TaskIdentity = v.InferOutput<typeof identitySchema>;

/** The settings that a task takes from its environment. */
export type TaskSettings = v.InferOutput<typeof environmentSchema>;

/** The container's environment breaks the contract of `workflow/task-environment.ts`; one line names each variable. */
export class InvalidTaskEnvironment extends NamedError {
  /** @param identity who the task is, when at least so much of the environment is valid */
  constructor(
    faults: readonly string[],
    readonly identity?: TaskIdentity,
  ) {
    super("InvalidTaskEnvironment", `The container's environment is not valid, nothing was done: ${faults.join("; ")}`);
  }
}

/**
 * Reads and checks the whole environment contract.
 *
 * @throws InvalidTaskEnvironment naming every variable that is missing or wrong
 */
export function readTaskEnvironment(environment: Readonly<Record<string, string | undefined>>): TaskSettings {
  const input = Object.fromEntries(Object.entries(variableNames).map(([key, name]) => [key, environment[name]]));
  const settings = v.safeParse(environmentSchema, input);
  if (settings.success) return settings.output;
  const whoAmI = v.safeParse(identitySchema, input);
  throw new InvalidTaskEnvironment(settings.issues.map(describeIssue), whoAmI.success ? whoAmI.output : undefined);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const name = variableNames[String(issue.path?.[0]?.key) as Variable];
  const given = typeof issue.input === "string" && issue.input !== "" ? `, not "${issue.input}"` : "";
  return `${name} ${issue.message}${given}`;
}
