import { randomUUID } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bucketFolders } from "../../../workflow/bucket";
import { runIdFromStartTime } from "../../../workflow/run";
import { upload } from "../aws/s3";
import type { DeployedStack } from "../outputs";

/** A list that is still to be written into the deployment's bucket. */
export interface NewList {
  /** Under this key, which no other has. */
  readonly source: { readonly format: "JSONL"; readonly bucket: string; readonly key: string };
  /** JSON values. What is wrong with them is thrown as they come. */
  readonly entries: AsyncIterable<unknown>;
  /** Error of a list without any, which is not written. */
  readonly empty?: Error;
}

/** A place in the deployment's bucket for a list. */
export function newListSource({ deployment }: DeployedStack): NewList["source"] {
  const time = runIdFromStartTime(new Date().toISOString());
  const key = `${bucketFolders.lists}/${time}-${randomUUID()}.jsonl`;
  return { format: "JSONL", bucket: deployment.s3BucketName, key };
}

/**
 * Writes a list by way of a file: one that turns out to be faulty while it is made is not written at all, and none is ever in memory.
 *
 * @returns the number of its entries
 */
export async function writeList(stack: DeployedStack, { source, entries, empty }: NewList): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "list-"));
  const file = join(folder, "list.jsonl");
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const entry of entries) {
      count += 1;
      yield `${JSON.stringify(entry)}\n`;
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(file));
    if (count === 0 && empty) throw empty;
    await upload(stack, file, source.key);
    return count;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
