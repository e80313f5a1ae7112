import { randomUUID } from "node:crypto";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { bucketFolders } from "../../../workflow/bucket-folders";
import { runIdFromStartTime } from "../../../workflow/run-id";
import type { DeployedStack } from "../outputs";
import { upload } from "../operations/upload";

/** A source for a list that the tools are about to write into the deployment's bucket: a key that no other has. */
export const newListSource = (bucket: string) => {
  const time = runIdFromStartTime(new Date().toISOString());
  return { format: "JSONL", bucket, key: `${bucketFolders.lists}/${time}-${randomUUID()}.jsonl` } as const;
};

/**
 * Writes a list into the deployment's bucket, by way of a file: a list that turns out to be faulty while it is made is not
 * written at all, and none is ever in memory.
 *
 * @param entries JSON values
 * @param check is told how many there were, before anything is written to the bucket; it may throw
 * @returns how many there were
 */
export async function writeList(
  stack: DeployedStack,
  key: string,
  entries: AsyncIterable<unknown>,
  check: (count: number) => void,
): Promise<number> {
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
    check(count);
    await upload(stack, file, key);
    return count;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
