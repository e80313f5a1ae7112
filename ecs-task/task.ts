import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { bounded } from "../workflow/errors";
import { isTerminal, type TaskStatus } from "../workflow/status";
import { TaskRows, type TaskRecord } from "../workflow/task-rows";
import { InvalidTaskEnvironment, readTaskEnvironment, type TaskIdentity, type TaskSettings } from "./environment";
import { log } from "./log";
import { readTaskArn } from "./metadata";
import { work } from "./work";

/** Exit codes of the process. */
export const exitCodes = {
  /** The row says Completed. */
  completed: 0,
  failed: 1,
  /** The environment is not valid. EX_CONFIG of sysexits.h. */
  badEnvironment: 78,
  /** 128 + 15, what a process that SIGTERM ended gives. */
  stopped: 143,
} as const;

const reasonCharacters = 1_000;

/**
 * One task of a workflow: records Running, does the work, and records how it ended.
 *
 * @param signal aborted when the task must stop; the message of its reason goes into the row
 * @returns the exit code
 * @throws Error when the task cannot learn its ARN or cannot write its row
 */
export async function runTask(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  try {
    const settings = readTaskEnvironment(environment);
    return await perform(settings, await openTaskRow(settings, signal), signal);
  } catch (error) {
    if (error instanceof InvalidTaskEnvironment) return refuse(error, signal);
    throw error;
  }
}

async function perform(settings: TaskSettings, row: TaskRow, signal: AbortSignal): Promise<number> {
  const exitCode = (status: TaskStatus): number => {
    if (status === "Completed") return exitCodes.completed;
    return signal.aborted ? exitCodes.stopped : exitCodes.failed;
  };
  try {
    const { attempt, attempts } = settings;
    const before = await row.record("Running", attempt > 1 ? { attempt, attempts } : {});
    if (isTerminal(before)) return exitCode(before);
    const destination_key = await work(settings, row.taskArn, signal);
    return exitCode(await row.record("Completed", { destination_key, exec_time_in_seconds: elapsedSeconds() }));
  } catch (error) {
    const reason = describe(signal.aborted ? signal.reason : error);
    if (mayBeFollowed(settings, signal)) {
      await row.leave(reason);
      return exitCode("Running");
    }
    return exitCode(await row.record("Failed", { reason, exec_time_in_seconds: elapsedSeconds() }));
  }
}

/** True where another attempt may follow a failure: what SIGTERM means, the monitor alone learns. */
const mayBeFollowed = ({ attempt, attempts, retryOn }: TaskSettings, { aborted }: AbortSignal): boolean =>
  attempt < attempts && (retryOn === "any" || aborted);

/** A thousand tasks that start at once outrun a table of 5 provisioned write units: patience, not more of it, sees them through. */
const maxAttempts = 10;

/** A write that hangs must not outlast the time between SIGTERM and SIGKILL. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/**
 * Finds this task's row in the audit trail. Nothing is written yet.
 *
 * @param signal aborted when the task must stop
 * @throws Error when ECS does not tell the task its ARN
 */
async function openTaskRow(identity: TaskIdentity, signal: AbortSignal) {
  const { region, detailsTable: details, retentionDays, workflowName, workflowRunId, taskName } = identity;
  const taskArn = await readTaskArn(identity.metadataUri, signal);
  log.appendKeys({ workflowName, workflowRunId, taskName, taskArn });
  const store = new TaskRows(new DynamoDBClient({ region, maxAttempts, requestHandler }), { details, retentionDays });
  const key = { workflowName, workflowRunId, taskId: taskArn };
  return {
    taskArn,
    /** @returns the status that the row has now: `status`, or the one that stood in its way */
    record: async (status: TaskStatus, details: Omit<TaskRecord, "task_name"> = {}): Promise<TaskStatus> => {
      const { exec_time_in_seconds } = details;
      const now = await store.recordTask(key, status, { task_name: taskName, ...details });
      if (now === status) log.info(`Recorded ${status}`, { exec_time_in_seconds });
      else log.error(`Did not record ${status}: the row says ${now} already`, { exec_time_in_seconds });
      return now;
    },
    /** Leaves the row as it is, with the reason of a failure after which another task may follow: the monitor settles it. */
    leave: async (reason: string): Promise<void> => {
      await store.noteOpenTask(key, { reason });
      log.error("Left the row to the monitor, since there may be another attempt", { reason });
    },
  };
}

type TaskRow = Awaited<ReturnType<typeof openTaskRow>>;

/** Tells of a bad environment where somebody looks: in the row, if the environment says which one that is. */
async function refuse(error: InvalidTaskEnvironment, signal: AbortSignal): Promise<number> {
  if (error.identity) {
    const row = await openTaskRow(error.identity, signal);
    await row.record("Failed", { reason: describe(error), exec_time_in_seconds: elapsedSeconds() });
  } else log.error(describe(error));
  return exitCodes.badEnvironment;
}

const describe = (error: unknown): string => bounded(String(error), reasonCharacters);

/** Time since the process started, to the millisecond. */
const elapsedSeconds = (): number => Math.round(performance.now()) / 1_000;
