import { readAuditTables, type AuditRows, Bucket } from "../../tools/local/contents";
import { deploymentOf } from "../../tools/local/deployed/stack";
import { startLocalCloud } from "../../tools/local/local-cloud";
import type { ExecutionEnd } from "../../tools/local/state-machine/history";
import type { Pattern } from "../../workflow/deployment";
import { readStack } from "../../tools/local/synthesis";
import type { Json } from "../../tools/local/json";
import { checkSpecs, stackSpecs } from "../../tools/run-local/workflow-input";

/** What is left of a run. */
export interface StackRun extends AuditRows {
  readonly end: ExecutionEnd;
  /** The keys of the bucket. */
  readonly objects: readonly string[];
}

/**
 * Runs a workflow of a synthesized stack, with these objects in the bucket.
 *
 * @param folder that was synthesized to
 * @param specs the execution's input. @default the stack's own
 */
export async function runStack(
  pattern: Pattern,
  folder: string,
  specs: Json | undefined,
  objects: Readonly<Record<string, string | Uint8Array>>,
): Promise<StackRun> {
  const stack = readStack(pattern, folder);
  const given = specs ?? stackSpecs(stack);
  checkSpecs(given, stack, pattern);
  const cloud = await startLocalCloud(stack);
  try {
    const deployment = deploymentOf(stack);
    const bucket = new Bucket(deployment.s3BucketName, cloud.url, stack.region);
    await bucket.put(Object.fromEntries(Object.entries(objects).map(([key, content]) => [key, Buffer.from(content)])));
    const { end } = await cloud.start(given, { realTime: false }).ended;
    return { end, ...(await readAuditTables(deployment, cloud.url)), objects: await bucket.keys() };
  } finally {
    await cloud.close();
  }
}
