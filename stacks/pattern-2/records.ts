import {
  attributeType,
  auditKeys,
  notLaunchedPrefix,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type SummaryRow,
} from "../../workflow/audit-rows";
import type { Deployment } from "../../workflow/deployment";
import { workflowErrors } from "../../workflow/errors";
import type { RunStatus, TaskStatus } from "../../workflow/status";
import { fail, noRetry, retry, type State, type States } from "../asl";
import type { LaunchStarts } from "./launch";

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
    } satisfies Record<Exclude<keyof SummaryRow, "redrive_of">, string>),
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

/**
 * Writes the summary row that must exist before the first launch; a run id that another execution holds is refused. A
 * redrive refers to the run whose list it goes on with: a state of its own, since this language has no attribute that
 * may be absent.
 */
export const recordRuns = (deployment: Deployment, names: LaunchStarts, next: string): States => ({
  [names.run]: recordRun(deployment, {}, next),
  [names.redrive]: recordRun(deployment, { redrive_of: "$.spec.redriveOf" }, next),
  RunIdUsed: fail(
    workflowErrors.runIdUsed,
    "The workflow already has a run with this workflowRunId. Nothing was started. " +
      "Leave workflowRunId out of the spec to get a new one, or choose one that was never used.",
  ),
});

type Paths = Partial<Record<keyof DetailRow | typeof unfinishedIndex.rangeKey, string>>;

const recordTask = (
  deployment: Deployment,
  taskIdPath: string,
  status: Exclude<TaskStatus, "Completed">,
  more: Paths,
  afterFailure: string,
): State => {
  const paths: Paths = {
    workflow_name: "$.workflowName",
    task_name: "$.entry.taskName",
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
        [auditKeys.detailsRangeKey]: taskIdPath,
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
    End: true,
  };
};

/** Writes the row of a task that ECS has taken, and ends the entry. */
export const recordSubmitted = (deployment: Deployment, afterFailure: string): State =>
  recordTask(deployment, "$.launch.tasks[0].TaskArn", "Submitted", {}, afterFailure);

/** Writes the row of an entry that could not be launched, with the reason from `$.error`, and ends the entry. */
export const recordNotLaunched = (deployment: Deployment, afterFailure: string): State =>
  recordTask(
    deployment,
    `States.Format('${notLaunchedPrefix}/{}/{}', $.workflowName, $.entry.taskName)`,
    "Failed",
    { reason: "States.Format('could not be launched: {}: {}', $.error.Error, $.error.Cause)" },
    afterFailure,
  );
