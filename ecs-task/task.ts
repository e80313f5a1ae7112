import { S3Client } from "@aws-sdk/client-s3";
import { isTerminal, type TaskStatus } from "../workflow/status";
import { copyObject } from "./copy-object";
import { destinationKey } from "./destination";
import { InvalidTaskEnvironment, readTaskEnvironment, type TaskSettings } from "./environment";
import { log } from "./log";
import { simulateWork } from "./simulated-work";
import { openTaskRow, type TaskRow } from "./task-row";

/** What the process exits with. */
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
 * One task of a workflow: records Running, copies the object, works, and records how it ended.
 *
 * @param signal aborted when the task must stop; the message of its reason goes into the row
 * @returns the exit code
 * @throws Error when the task cannot learn its ARN or cannot write its row
 */
export async function runTask(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  try {
    const settings = readTaskEnvironment(environment);
    return await perform(settings, await openTaskRow(settings), signal);
  } catch (error) {
    if (error instanceof InvalidTaskEnvironment) return refuse(error);
    throw error;
  }
}

async function perform(settings: TaskSettings, row: TaskRow, signal: AbortSignal): Promise<number> {
  const exitCode = (status: TaskStatus): number => {
    if (status === "Completed") return exitCodes.completed;
    return signal.aborted ? exitCodes.stopped : exitCodes.failed;
  };
  try {
    const before = await row.record("Running");
    if (isTerminal(before)) return exitCode(before);
    const destination_key = await work(settings, row.taskArn, signal);
    return exitCode(await row.record("Completed", { destination_key, exec_time_in_seconds: elapsedSeconds() }));
  } catch (error) {
    const reason = describe(signal.aborted ? signal.reason : error);
    return exitCode(await row.record("Failed", { reason, exec_time_in_seconds: elapsedSeconds() }));
  }
}

async function work(settings: TaskSettings, taskArn: string, signal: AbortSignal): Promise<string> {
  const { region, s3BucketName, objectKey, targetFolder, simulatedWorkSeconds } = settings;
  const key = destinationKey(objectKey, taskArn, targetFolder);
  signal.throwIfAborted();
  await copyObject(new S3Client({ region }), { bucket: s3BucketName, key: objectKey, destinationKey: key }, signal);
  log.info("Copied", { s3BucketName, objectKey, destinationKey: key });
  await simulateWork(simulatedWorkSeconds, signal);
  return key;
}

/** Tells of a bad environment where somebody looks: in the row, if the environment says which one that is. */
async function refuse(error: InvalidTaskEnvironment): Promise<number> {
  if (error.identity) {
    const row = await openTaskRow(error.identity);
    await row.record("Failed", { reason: describe(error), exec_time_in_seconds: elapsedSeconds() });
  } else log.error(describe(error));
  return exitCodes.badEnvironment;
}

function describe(error: unknown): string {
  const reason = String(error);
  return reason.length > reasonCharacters ? `${reason.slice(0, reasonCharacters - 1)}…` : reason;
}

/** Since the process started, to the millisecond. */
const elapsedSeconds = (): number => Math.round(performance.now()) / 1_000;
