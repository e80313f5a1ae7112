import { setTimeout } from "node:timers/promises";
import { copyObject, createS3Client } from "./copy-object";
import { destinationKey } from "./destination";
import type { TaskSettings } from "./environment";
import { log } from "./log";

/**
 * The job itself, all that is between a task's Running and its Completed: copies the object. To run a job of your own,
 * replace this function. What it throws becomes the reason of the task's Failed.
 *
 * @param settings what the task was told: bucket, object key, target folder
 * @param taskArn of this task; a destination made of it stays the same when the task runs again
 * @param signal aborted when the task must stop
 * @returns the key of the object that was written
 */
export async function work(settings: TaskSettings, taskArn: string, signal: AbortSignal): Promise<string> {
  const { region, s3BucketName, objectKey, targetFolder, simulatedWorkSeconds } = settings;
  const key = destinationKey(objectKey, taskArn, targetFolder);
  signal.throwIfAborted();
  await copyObject(createS3Client(region), { bucket: s3BucketName, key: objectKey, destinationKey: key }, signal);
  log.info("Copied");
  await simulateWork(simulatedWorkSeconds, signal);
  return key;
}

/** Node's timers hold no more than 2^31 - 1 milliseconds, 24 days: longer waits are made of days. */
const longestWaitSeconds = 86_400;

/**
 * Waits as though it worked.
 *
 * @throws AbortError when `signal` is aborted before the time is over
 */
async function simulateWork(seconds: number, signal: AbortSignal): Promise<void> {
  for (let left = seconds; left > 0; left -= longestWaitSeconds)
    await setTimeout(Math.min(left, longestWaitSeconds) * 1_000, undefined, { signal });
}
