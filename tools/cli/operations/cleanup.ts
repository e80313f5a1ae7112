import { DeleteObjectsCommand } from "@aws-sdk/client-s3";
import pMap from "p-map";
import { s3In } from "../aws/s3";
import type { DeployedStack } from "../outputs";
import { auditArchiveOf, auditStoreOf } from "./audit";
import type { CleanupPlan, EndedRun } from "./cleanup-plan";
import { deleteImages } from "./images";
import { portions } from "./portions";

/** DeleteObjects takes at most so many keys. S3 API reference. */
const keysPerCall = 1_000;

/** Rows that are deleted at once. */
const concurrency = 10;

/**
 * Deletes what was planned. What belongs to a run goes first and its summary row last, so that a clean-up which was cut off
 * can be done again.
 *
 * @throws Error naming what S3 or ECR did not delete
 */
export async function cleanUp({ stack, scope, runs, lists, launches, images }: CleanupPlan): Promise<void> {
  await deleteObjects(stack, [...lists, ...launches]);
  for (const run of runs) {
    if (scope.only.includes("copies")) await deleteCopies(stack, run);
    if (scope.only.includes("rows")) await deleteRows(stack, run);
  }
  if (images) await deleteImages(stack, images);
}

async function deleteObjects({ deployment }: DeployedStack, all: readonly string[]): Promise<void> {
  for (const keys of portions(all, keysPerCall)) {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await s3In(deployment.region).send(
      new DeleteObjectsCommand({ Bucket: deployment.s3BucketName, Delete }),
    );
    const told = Errors.map(({ Key, Message }) => `${String(Key)}: ${String(Message)}`);
    if (told.length > 0) throw new Error(`S3 kept objects of ${deployment.s3BucketName}:\n${told.join("\n")}`);
  }
}

// Page by page: a run may have left a million.
async function deleteCopies(stack: DeployedStack, { run }: EndedRun): Promise<void> {
  for await (const rows of auditStoreOf(stack).pages(run, "all", ["destination_key"]))
    await deleteObjects(
      stack,
      rows.flatMap(({ destination_key }) => destination_key ?? []),
    );
}

async function deleteRows(stack: DeployedStack, { run }: EndedRun): Promise<void> {
  const archive = auditArchiveOf(stack);
  for await (const rows of auditStoreOf(stack).pages(run, "all", ["ecs_task_id"]))
    await pMap(rows, ({ ecs_task_id: taskId }) => archive.deleteTask({ ...run, taskId }), { concurrency });
  await archive.deleteRun(run);
}
