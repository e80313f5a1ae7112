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
import { workflowErrors } from "../../workflow/errors";
import type { RunStatus, TaskStatus } from "../../workflow/status";
import { fail, inputWith, jsonata, noRetry, retry, sameInput, type State, type States } from "../asl";
import type { Pattern2Props } from "./props";

const conditionFailed = ["DynamoDB.ConditionalCheckFailedException"];
const retries = [noRetry([...conditionFailed, "States.QueryEvaluationError"]), retry(["States.ALL"], 6)];

/** Expressions of JSONata by the attributes of a row. */
type Expressions = Partial<Record<keyof SummaryRow | keyof DetailRow | typeof unfinishedIndex.rangeKey, string>>;

/** A row's attributes as the DynamoDB integration takes them, from expressions: an expression of an object. */
const attributes = (expressions: Expressions, prefix = ""): string =>
  `{${Object.entries(expressions)
    .map(([name, expression]) => `"${prefix}${name}": {"${attributeType(name)}": $string(${expression})}`)
    .join(", ")}}`;

const [spec, run] = ["$states.input.spec", "$states.input.run"];
const [entries, taskName, reason] = ["$states.input.count.entries", "$states.input.taskName", "$states.input.reason"];
/** Number of times that the execution was redriven. */
export const redriveCount = "$states.context.Execution.RedriveCount";

/**
 * True in an execution that goes on after a redrive: an execution is stopped before that, and its run with it. Nothing is launched
 * any more, and no row written of what has no task: the run may have been counted. Of a task that a call under way started, the monitor
 * knows.
 */
export const isRedriven = `($states.input.run.isRedriven or ${redriveCount} > 0)`;

const [executionArn, enteredTime] = ["$states.context.Execution.Id", "$states.context.State.EnteredTime"];

/** Names for an expression of DynamoDB, which has words of its own: `#status`. */
const placeholders = (names: readonly string[]) => Object.fromEntries(names.map((name) => [`#${name}`, name]));

/** Time at which rows expire, where they do. */
const expiry = ({ retentionDays }: Pattern2Props) =>
  retentionDays === undefined ? {} : { [expiryAttribute]: `${run}.expiresAt` };

const summaryItem = (props: Pattern2Props): string =>
  attributes({
    workflow_name: `${spec}.workflowName`,
    workflow_run_id: `${spec}.workflowRunId`,
    workflow_specs: spec,
    number_of_tasks: entries,
    status: `"${"Running" satisfies RunStatus}"`,
    execution_arn: executionArn,
    timeout_seconds: `${spec}.timeoutSeconds`,
    start_time: enteredTime,
    update_time: enteredTime,
    completed_tasks: "0",
    failed_tasks: "0",
    timed_out_tasks: "0",
    running_tasks: entries,
    ...expiry(props),
  });

/** Writes the summary row that must exist before the first launch; a run id that another execution holds is refused. */
export const recordRun = (props: Pattern2Props, next: string): States => ({
  RecordRun: {
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:putItem",
    Arguments: {
      TableName: props.deployment.ddbTableNameWFSummary,
      Item: jsonata(`$merge([${summaryItem(props)},
$exists(${spec}.redriveOf) ? ${attributes({ redrive_of: `${spec}.redriveOf` })} : {},
$exists(${spec}.taskSource) ? ${attributes({ source_format: `${spec}.taskSource.format` })} : {}])`),
      // Written by this very execution already when a retry finds the row. One that was stopped since has a run that has failed, and
      // a write that comes late finds one that has ended.
      ConditionExpression:
        "attribute_not_exists(#key) OR #execution = :execution AND #status = :running AND attribute_not_exists(#stop)",
      ExpressionAttributeNames: {
        "#key": auditKeys.summaryHashKey,
        "#execution": "execution_arn" satisfies keyof SummaryRow,
        "#status": "status" satisfies keyof SummaryRow,
        "#stop": "stop_reason" satisfies keyof SummaryRow,
      },
      ExpressionAttributeValues: {
        ":execution": { S: jsonata(executionArn) },
        ":running": { S: "Running" satisfies RunStatus },
      },
    },
    Output: inputWith({ run: `$merge([${run}, {"redriveCount": ${redriveCount}}])` }),
    Retry: retries,
    Catch: [{ ErrorEquals: conditionFailed, Next: "RunIdUsed" }],
    Next: next,
  },
  RunIdUsed: fail(
    workflowErrors.runIdUsed,
    "The workflow already has a run with this workflowRunId, or this execution was stopped before. Nothing was started. " +
      "Leave workflowRunId out of the spec to get a new one, or choose one that was never used.",
  ),
});

const updateRow = (table: string, key: string, update: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Arguments: { TableName: table, Key: key, ...update },
});

/** The key of the run's summary row. */
const summaryKey = jsonata(
  attributes({
    [auditKeys.summaryHashKey]: `${run}.workflowName`,
    [auditKeys.summaryRangeKey]: `${run}.workflowRunId`,
  }),
);

const updateSummary = ({ deployment }: Pattern2Props, update: object) =>
  updateRow(deployment.ddbTableNameWFSummary, summaryKey, update);

/** Writes into the summary row how many tasks there are, where that was not known from the beginning. */
export const recordNumberOfTasks = (props: Pattern2Props, next: string): State => ({
  ...updateSummary(props, {
    UpdateExpression: "SET #number_of_tasks = :entries, #running_tasks = :entries, #update_time = :time",
    ConditionExpression: "#status = :running",
    ExpressionAttributeNames: placeholders(["number_of_tasks", "running_tasks", "update_time", "status"]),
    ExpressionAttributeValues: {
      ":entries": { N: jsonata(`$string(${entries})`) },
      ":time": { S: jsonata(enteredTime) },
      ":running": { S: "Running" satisfies RunStatus },
    },
  }),
  Output: sameInput,
  Retry: retries,
  // A run that has an end keeps its counts.
  Catch: [{ ErrorEquals: conditionFailed, Output: sameInput, Next: next }],
  Next: next,
});

/** Notes in the summary row why ECS has no room. @param next follows whether or not it could be noted */
export const recordRefusal = (props: Pattern2Props, next: string): State => ({
  ...updateSummary(props, {
    UpdateExpression: "SET #refusal = :reason",
    ConditionExpression: "attribute_exists(#key)",
    ExpressionAttributeNames: {
      "#key": auditKeys.summaryHashKey,
      "#refusal": "launch_refusal" satisfies keyof SummaryRow,
    },
    ExpressionAttributeValues: { ":reason": { S: jsonata(reason) } },
  }),
  Output: sameInput,
  Catch: [{ ErrorEquals: ["States.ALL"], Output: sameInput, Next: next }],
  Next: next,
});

/** The states that follow one that writes a task's row. */
interface Following {
  /** @default the entry ends */
  readonly next?: string;
  /** The state that follows when it could not be written. */
  readonly afterFailure: string;
}

/** Differences between the ways to write a task's row. */
interface TaskRecord extends Following {
  readonly status: TaskStatus;
  /** Source of the sort key. */
  readonly taskId: string;
  /** Sources of further attributes. */
  readonly more?: Expressions;
}

/** The key of the row with this sort key: an expression. */
const taskKeyOf = (rangeKey: string): string =>
  jsonata(attributes({ [auditKeys.detailsHashKey]: `${run}.workflowRunId`, [auditKeys.detailsRangeKey]: rangeKey }));

const updateDetails = ({ deployment }: Pattern2Props, key: string, update: object) =>
  updateRow(deployment.ddbTableNameWFDetails, key, update);

const recordTask = (props: Pattern2Props, { status, taskId, more = {}, next, afterFailure }: TaskRecord): State => {
  const mark = unfinishedMark[status];
  const values: Expressions = {
    workflow_name: `${run}.workflowName`,
    task_name: taskName,
    status: JSON.stringify(status),
    ...(mark !== undefined && { [unfinishedIndex.rangeKey]: JSON.stringify(mark) }),
    start_time: enteredTime,
    update_time: enteredTime,
    ...expiry(props),
    ...more,
  };
  const names = Object.keys(values);
  return {
    ...updateDetails(props, taskKeyOf(taskId), {
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
      ConditionExpression: "attribute_not_exists(#status)",
      ExpressionAttributeNames: placeholders(names),
      ExpressionAttributeValues: jsonata(attributes(values, ":")),
    }),
    Output: next === undefined ? {} : sameInput,
    Retry: retries,
    // The container was faster with its own row, or the row could not be written: the monitor accounts for the entry.
    Catch: [{ ErrorEquals: ["States.ALL"], Output: sameInput, Next: afterFailure }],
    ...(next === undefined ? { End: true } : { Next: next }),
  };
};

/** Source of a task's ARN. */
const taskId = "$states.input.taskId";

/** The head of a state that updates the row of a task that ECS has taken. */
export const updateTask = (props: Pattern2Props, update: object) => updateDetails(props, taskKeyOf(taskId), update);

/** Writes the row of a task that ECS has taken. */
export const recordSubmitted = (props: Pattern2Props, following: Following): State =>
  recordTask(props, { status: "Submitted", taskId, ...following });

// The sort key of an entry without a task: see `notLaunchedId`.
const sha256 = (expression: string): string => `$hash(${expression}, "SHA-256")`;
const notLaunchedKey = `${isRedriven} ? $error("redriven") : "${notLaunchedPrefix}/" & ${sha256(`${run}.workflowName`)} & "/" & ${sha256(taskName)}`;

/** The row of an entry that has no task, with a reason. */
const withoutTask = (because: string) => ({ taskId: notLaunchedKey, more: { reason: because } });

/** Writes the row of an entry that could not be launched. */
export const recordNotLaunched = (props: Pattern2Props, following: Following): State =>
  recordTask(props, { status: "Failed", ...withoutTask(`"could not be launched: " & ${reason}`), ...following });

/** Writes the row of a key that stands for a folder. */
export const recordFolder = (props: Pattern2Props, following: Following): State =>
  recordTask(props, {
    status: "Completed",
    ...withoutTask('"stands for a folder, so there was nothing to do"'),
    ...following,
  });
