import {
  attributeType,
  auditKeys,
  expiryAttribute,
  notLaunchedPrefix,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type SummaryRow,
} from "../../workflow/audit-rows";
import type { Deployment } from "../../workflow/deployment";
import { workflowErrors } from "../../workflow/errors";
import type { RunStatus, TaskStatus } from "../../workflow/status";
import { fail, jsonata, noRetry, retry, type State, type States } from "../asl";

/** Tables that rows are written to, and the times of runs and rows. */
export interface RecordedDeployment extends Deployment {
  /** Days. @default for ever */
  readonly retentionDays?: number | undefined;
  /** The longest that a run may take. */
  readonly maxTimeoutSeconds: number;
}

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

/** A row's attributes as a JSONata object, from expressions. */
const item = (expressions: Readonly<Record<string, string>>): string =>
  `{${Object.entries(expressions)
    .map(([name, expression]) => `"${name}": {"${attributeType(name)}": $string(${expression})}`)
    .join(", ")}}`;

/** The state that records a run. */
export const recordRunStart = "RecordRun";

const [spec, context] = ["$states.input.spec", "$states.context"];

/** Time at which rows expire, where they do. */
const expiry = <Source>({ retentionDays }: RecordedDeployment, source: Source) =>
  retentionDays === undefined ? {} : { [expiryAttribute]: source };

const summaryItem = (deployment: RecordedDeployment): string =>
  item({
    workflow_name: `${spec}.workflowName`,
    workflow_run_id: `${spec}.workflowRunId`,
    workflow_specs: spec,
    number_of_tasks: "$states.input.count.entries",
    status: `"${"Running" satisfies RunStatus}"`,
    execution_arn: `${context}.Execution.Id`,
    timeout_seconds: `${spec}.timeoutSeconds`,
    start_time: `${context}.State.EnteredTime`,
    update_time: `${context}.State.EnteredTime`,
    completed_tasks: "0",
    failed_tasks: "0",
    timed_out_tasks: "0",
    running_tasks: "$states.input.count.entries",
    ...expiry(deployment, "$states.input.run.expiresAt"),
  } satisfies Partial<Record<keyof SummaryRow, string>>);

const redriveItem = item({ redrive_of: `${spec}.redriveOf` } satisfies Partial<Record<keyof SummaryRow, string>>);
const sourceItem = item({ source_format: `${spec}.taskSource.format` } satisfies Partial<
  Record<keyof SummaryRow, string>
>);

/** Writes the summary row that must exist before the first launch; a run id that another execution holds is refused. */
export const recordRun = (deployment: RecordedDeployment, next: string): States => ({
  [recordRunStart]: {
    Type: "Task",
    QueryLanguage: "JSONata",
    Resource: "arn:aws:states:::dynamodb:putItem",
    Arguments: {
      TableName: deployment.ddbTableNameWFSummary,
      Item: jsonata(`$merge([${summaryItem(deployment)},
$exists(${spec}.redriveOf) ? ${redriveItem} : {},
$exists(${spec}.taskSource) ? ${sourceItem} : {}])`),
      // Written by this very execution already when a retry finds the row.
      ConditionExpression: "attribute_not_exists(#key) OR #execution = :execution",
      ExpressionAttributeNames: { "#key": auditKeys.summaryHashKey, "#execution": "execution_arn" },
      ExpressionAttributeValues: { ":execution": { S: jsonata(`${context}.Execution.Id`) } },
    },
    Output: jsonata("$states.input"),
    Retry: retries,
    Catch: [{ ErrorEquals: conditionFailed, Next: "RunIdUsed" }],
    Next: next,
  },
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

/** The key of the run's summary row. */
const summaryKey = attributes({
  [auditKeys.summaryHashKey]: "$.run.workflowName",
  [auditKeys.summaryRangeKey]: "$.run.workflowRunId",
});

/** Writes into the summary row how many tasks there are, where that was not known from the beginning. */
export const recordNumberOfTasks = (deployment: Deployment, next: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Parameters: {
    TableName: deployment.ddbTableNameWFSummary,
    Key: summaryKey,
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

/** Notes in the summary row why ECS has no room. @param next follows whether or not it could be noted */
export const recordRefusal = (deployment: Deployment, next: string): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Parameters: {
    TableName: deployment.ddbTableNameWFSummary,
    Key: summaryKey,
    UpdateExpression: "SET #refusal = :reason",
    ConditionExpression: "attribute_exists(#key)",
    ExpressionAttributeNames: {
      "#key": auditKeys.summaryHashKey,
      "#refusal": "launch_refusal" satisfies keyof SummaryRow,
    },
    ExpressionAttributeValues: { ":reason": { "S.$": "$.reason" } },
  },
  ResultPath: null,
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: next }],
  Next: next,
});

type Paths = Partial<Record<keyof DetailRow | typeof unfinishedIndex.rangeKey, string>>;

/** Differences between the two ways to write a task's row. */
interface TaskRecord {
  readonly status: TaskStatus;
  /** Source of the sort key. */
  readonly taskId: string;
  /** Sources of further attributes. */
  readonly more?: Paths;
  /** @default the entry ends */
  readonly next?: string;
  /** The state that follows when it could not be written. */
  readonly afterFailure: string;
}

const recordTask = (
  deployment: RecordedDeployment,
  { status, taskId, more = {}, next, afterFailure }: TaskRecord,
): State => {
  const mark = unfinishedMark[status];
  const paths: Paths = {
    workflow_name: "$.run.workflowName",
    task_name: "$.taskName",
    status: literal(status),
    ...(mark !== undefined && { [unfinishedIndex.rangeKey]: literal(mark) }),
    start_time: "$$.State.EnteredTime",
    update_time: "$$.State.EnteredTime",
    ...expiry(deployment, "$.run.expiresAt"),
    ...more,
  };
  return {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:updateItem",
    Parameters: {
      TableName: deployment.ddbTableNameWFDetails,
      Key: attributes({ [auditKeys.detailsHashKey]: "$.run.workflowRunId", [auditKeys.detailsRangeKey]: taskId }),
      UpdateExpression: `SET ${Object.keys(paths)
        .map((name) => `#${name} = :${name}`)
        .join(", ")}`,
      ConditionExpression: "attribute_not_exists(#status)",
      ExpressionAttributeNames: Object.fromEntries(Object.keys(paths).map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: attributes(paths, ":"),
    },
    ResultPath: null,
    Retry: retries,
    // The container was faster with its own row, or the row could not be written: the monitor accounts for the entry.
    Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: afterFailure }],
    ...(next === undefined ? { OutputPath: null, End: true } : { Next: next }),
  };
};

/** Source of a task's ARN. */
const taskId = "$.taskId";

/** The key of a task's row. */
export const taskKey = attributes({
  [auditKeys.detailsHashKey]: "$.run.workflowRunId",
  [auditKeys.detailsRangeKey]: taskId,
});

/**
 * Writes the row of a task that ECS has taken.
 *
 * @param next @default the entry ends
 */
export const recordSubmitted = (deployment: RecordedDeployment, afterFailure: string, next?: string): State =>
  recordTask(deployment, { status: "Submitted", taskId, afterFailure, ...(next !== undefined && { next }) });

// The sort key of an entry without a task: see `notLaunchedId`.
const sha256 = (path: string): string => `States.Hash(${path}, 'SHA-256')`;
const notLaunchedKey = `States.Format('${notLaunchedPrefix}/{}/{}', ${sha256("$.run.workflowName")}, ${sha256("$.taskName")})`;

/** Writes the row of an entry that could not be launched. @param afterFailure follows when it could not be written */
export const recordNotLaunched = (deployment: RecordedDeployment, next: string, afterFailure: string): State =>
  recordTask(deployment, {
    status: "Failed",
    taskId: notLaunchedKey,
    more: { reason: "States.Format('could not be launched: {}', $.reason)" },
    next,
    afterFailure,
  });

/** Writes the row of a key that stands for a folder: there is nothing to do. */
export const recordFolder = (deployment: RecordedDeployment, afterFailure: string): State =>
  recordTask(deployment, {
    status: "Completed",
    taskId: notLaunchedKey,
    more: { reason: literal("stands for a folder, so there was nothing to do") },
    afterFailure,
  });
