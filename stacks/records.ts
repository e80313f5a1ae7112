import {
  attributeType,
  auditKeys,
  notLaunchedPrefix,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type NotedLater,
  type SummaryRow,
} from "../workflow/audit-rows";
import type { Deployment } from "../workflow/deployment";
import { workflowErrors } from "../workflow/errors";
import type { RunStatus, TaskStatus } from "../workflow/status";
import { fail, noRetry, retry, type State, type States } from "./asl";

const conditionFailed = ["DynamoDB.ConditionalCheckFailedException"];
const retries = [noRetry(conditionFailed), retry(["States.ALL"], 6)];

// A row's attributes as the DynamoDB integration takes them, from paths into the state.
const attributes = (paths: Readonly<Record<string, string>>, prefix = "") =>
  Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [
      `${prefix}${name}`,
      { [`${attributeType(name)}.$`]: `States.Format('{}', ${path})` },
    ]),
  );

// Literals go through Format as everything else does, so that there is one way to write an attribute.
const literal = (value: string | number) => `'${value}'`;

/**
 * Writes the summary row that must exist before the first launch; a run id that another execution holds is refused.
 *
 * @param more where further attributes of the row come from
 */
const recordRun = (deployment: Deployment, more: Partial<Record<keyof SummaryRow, string>>, next: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:putItem",
  Parameters: {
    TableName: deployment.ddbTableNameWFSummary,
    Item: attributes({
      workflow_name: "$.spec.workflowName",
      workflow_run_id: "$.spec.workflowRunId",
      workflow_specs: "States.JsonToString($.spec)",
      number_of_tasks: "$.count.entries",
      status: literal("Running" satisfies RunStatus),
      execution_arn: "$$.Execution.Id",
      timeout_seconds: "$.spec.timeoutSeconds",
      start_time: "$$.State.EnteredTime",
      update_time: "$$.State.EnteredTime",
      completed_tasks: literal(0),
      failed_tasks: literal(0),
      timed_out_tasks: literal(0),
      running_tasks: "$.count.entries",
      ...more,
    } satisfies Record<keyof Omit<SummaryRow, keyof NotedLater>, string>),
    // Written by this very execution already when a retry finds the row.
    ConditionExpression: "attribute_not_exists(#key) OR #execution = :execution",
    ExpressionAttributeNames: { "#key": auditKeys.summaryHashKey, "#execution": "execution_arn" },
    ExpressionAttributeValues: { ":execution": { "S.$": "$$.Execution.Id" } },
  },
  ResultPath: null,
  Retry: retries,
  Catch: [{ ErrorEquals: conditionFailed, Next: "RunIdUsed" }],
  Next: next,
});

/** The states that record a run: either one leads to `next`. */
export const recordStarts = { run: "RecordRun", redrive: "RecordRedrive" } as const;

/**
 * Records a run. A redrive refers to the run whose list it goes on with: by a state of its own, since this language has no
 * attribute that may be absent.
 */
export const recordRuns = (deployment: Deployment, next: string): States => ({
  [recordStarts.run]: recordRun(deployment, {}, next),
  [recordStarts.redrive]: recordRun(deployment, { redrive_of: "$.spec.redriveOf" }, next),
  ...runIdUsed,
});

/** The end of an execution whose run id another one holds. */
const runIdUsed: States = {
  RunIdUsed: fail(
    workflowErrors.runIdUsed,
    "The workflow already has a run with this workflowRunId. Nothing was started. " +
      "Leave workflowRunId out of the spec to get a new one, or choose one that was never used.",
  ),
};

/** Writes into the summary row how many tasks there are, where that was not known from the beginning. */
export const recordNumberOfTasks = (deployment: Deployment, next: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Parameters: {
    TableName: deployment.ddbTableNameWFSummary,
    Key: attributes({
      [auditKeys.summaryHashKey]: "$.spec.workflowName",
      [auditKeys.summaryRangeKey]: "$.spec.workflowRunId",
    }),
    UpdateExpression: "SET #number_of_tasks = :entries, #running_tasks = :entries, #update_time = :time",
    ExpressionAttributeNames: Object.fromEntries(
      (["number_of_tasks", "running_tasks", "update_time"] satisfies (keyof SummaryRow)[]).map((name) => [
        `#${name}`,
        name,
      ]),
    ),
    ExpressionAttributeValues: {
      ":entries": { "N.$": "States.Format('{}', $.count.entries)" },
      ":time": { "S.$": "$$.State.EnteredTime" },
    },
  },
  ResultPath: null,
  Retry: [retry(["States.ALL"], 6)],
  Next: next,
});

type Paths = Partial<Record<keyof DetailRow | typeof unfinishedIndex.rangeKey, string>>;

/** Where what a row says comes from: paths and intrinsic functions. */
export interface TaskRow {
  readonly taskId: string;
  readonly taskName: string;
  /** The state that follows. @default the entry ends */
  readonly next?: string | undefined;
  /** The state that follows when the row could not be written. */
  readonly afterFailure: string;
}

const recordTask = (
  deployment: Deployment,
  { taskId, taskName, next, afterFailure }: TaskRow,
  status: Exclude<TaskStatus, "Completed">,
  more: Paths,
): State => {
  const paths: Paths = {
    workflow_name: "$.workflowName",
    task_name: taskName,
    status: literal(status),
    [unfinishedIndex.rangeKey]: literal(unfinishedMark[status]),
    start_time: "$$.State.EnteredTime",
    update_time: "$$.State.EnteredTime",
    ...more,
  };
  return {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:updateItem",
    Parameters: {
      TableName: deployment.ddbTableNameWFDetails,
      Key: attributes({
        [auditKeys.detailsHashKey]: "$.workflowRunId",
        [auditKeys.detailsRangeKey]: taskId,
      }),
      UpdateExpression: `SET ${Object.keys(paths)
        .map((name) => `#${name} = :${name}`)
        .join(", ")}`,
      ConditionExpression: "attribute_not_exists(#status)",
      ExpressionAttributeNames: Object.fromEntries(Object.keys(paths).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: attributes(paths, ":"),
    },
    ResultPath: null,
    OutputPath: null,
    Retry: retries,
    // The container was faster with its own row, or the row could not be written: the monitor accounts for the entry.
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: afterFailure }],
    ...(next === undefined ? { End: true } : { Next: next }),
  };
};

/** Writes the row of a task that ECS has taken. */
export const recordSubmitted = (deployment: Deployment, row: TaskRow): State =>
  recordTask(deployment, row, "Submitted", {});

/** Writes the row of an entry that could not be launched. */
export const recordNotLaunched = (
  deployment: Deployment,
  { reason, ...row }: TaskRow & { readonly reason: string },
): State => recordTask(deployment, row, "Failed", { reason });

/** The sort key of an entry that was never launched: see `notLaunchedId`. @param path what tells it from other entries */
export const notLaunchedKey = (path: string): string =>
  `States.Format('${notLaunchedPrefix}/{}/{}', ${sha256("$.workflowName")}, ${sha256(path)})`;

const sha256 = (path: string): string => `States.Hash(States.Format('{}', ${path}), 'SHA-256')`;
