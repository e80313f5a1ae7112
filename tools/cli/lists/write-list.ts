import { randomUUID } from "node:crypto";
import { bucketFolders } from "../../../workflow/bucket";
import { runIdFromStartTime } from "../../../workflow/run";
import { upload } from "../aws/upload";
import type { DeployedStack } from "../outputs";

/** A list that is still to be written into the deployment's bucket. */
export interface NewList {
  /** Under this key, which no other has. */
  readonly source: { readonly format: "JSONL"; readonly bucket: string; readonly key: string };
  /** JSON values. */
  readonly entries: readonly unknown[];
}

/** A list of these entries, with a place of its own in the deployment's bucket. */
export function newList({ deployment }: DeployedStack, entries: readonly unknown[]): NewList {
  const time = runIdFromStartTime(new Date().toISOString());
  const key = `${bucketFolders.lists}/${time}-${randomUUID()}.jsonl`;
  return { source: { format: "JSONL", bucket: deployment.s3BucketName, key }, entries };
}

/** Writes a list: as bytes, since a million entries may be longer than a text can be. */
export const writeList = (stack: DeployedStack, { source, entries }: NewList): Promise<unknown> =>
  upload(stack, Buffer.concat(entries.map((entry) => Buffer.from(`${JSON.stringify(entry)}\n`))), source.key);
