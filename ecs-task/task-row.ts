import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TaskRows, type TaskRecord } from "../workflow/task-rows";
import type { TaskStatus } from "../workflow/status";
import type { TaskIdentity } from "./environment";
import { log } from "./log";
import { readTaskArn } from "./metadata";

/** A thousand tasks that start at once outrun a table of 5 provisioned write units: patience, not more of it, sees them through. */
const maxAttempts = 10;

/** A write that hangs must not outlast the time between SIGTERM and SIGKILL. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** This task's row in the audit trail. */
export interface TaskRow {
  readonly taskArn: string;
  /** @returns the status that the row has now: `status`, or the one that stood in its way */
  readonly record: (status: TaskStatus, details?: Omit<TaskRecord, "task_name">) => Promise<TaskStatus>;
  /** Leaves the row as it is, with the reason of a failure after which another task may follow: the monitor settles it. */
  readonly leave: (reason: string) => Promise<void>;
}

/**
 * Finds out which row is this task's. Nothing is written yet.
 *
 * @param signal aborted when the task must stop
 * @throws Error when ECS does not tell the task its ARN
 */
export async function openTaskRow(identity: TaskIdentity, signal: AbortSignal): Promise<TaskRow> {
  const { region, detailsTable: details, retentionDays, workflowName, workflowRunId, taskName } = identity;
  const taskArn = await readTaskArn(identity.metadataUri, signal);
  log.appendKeys({ workflowName, workflowRunId, taskName, taskArn });
  const store = new TaskRows(new DynamoDBClient({ region, maxAttempts, requestHandler }), { details, retentionDays });
  const key = { workflowName, workflowRunId, taskId: taskArn };
  return {
    taskArn,
    record: async (status, details = {}) => {
      const { exec_time_in_seconds } = details;
      const now = await store.recordTask(key, status, { task_name: taskName, ...details });
      if (now === status) log.info(`Recorded ${status}`, { exec_time_in_seconds });
      else log.error(`Did not record ${status}: the row says ${now} already`, { exec_time_in_seconds });
      return now;
    },
    leave: async (reason) => {
      await store.noteFailure(key, reason);
      log.error("Left the row to the monitor, since there may be another attempt", { reason });
    },
  };
}
