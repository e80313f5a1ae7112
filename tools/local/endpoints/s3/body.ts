import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";

/** Bytes in memory, or a stretch of a file. */
type Segment =
  | { readonly bytes: number; readonly content: Buffer }
  | { readonly bytes: number; readonly file: string; readonly start: number };

/** Content of an object: never changed, so that copies and parts share it. */
export interface Body {
  readonly bytes: number;
  readonly segments: readonly Segment[];
}

/** Larger bodies are kept on disk. */
const mostBytesInMemory = 256 * 1024;

/**
 * Takes in a body while it arrives: a small one into memory, a large one into a file of its own.
 *
 * @param folder for the file
 * @throws what `chunks` throws; no file is left then
 */
export async function receiveBody(chunks: AsyncIterable<Buffer>, folder: string): Promise<Body> {
  const pending: Buffer[] = [];
  let bytes = 0;
  const iterator = chunks[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    pending.push(next.value);
    bytes += next.value.length;
    if (bytes > mostBytesInMemory) return toFile(pending, { [Symbol.asyncIterator]: () => iterator }, folder);
  }
  return { bytes, segments: [{ bytes, content: Buffer.concat(pending) }] };
}

async function toFile(begun: readonly Buffer[], rest: AsyncIterable<Buffer>, folder: string): Promise<Body> {
  const file = join(folder, randomUUID());
  const handle = await open(file, "wx");
  try {
    for (const chunk of begun) await handle.writeFile(chunk);
    for await (const chunk of rest) await handle.writeFile(chunk);
    const { size } = await handle.stat();
    return { bytes: size, segments: [{ bytes: size, file, start: 0 }] };
  } catch (error) {
    await rm(file);
    throw error;
  } finally {
    await handle.close();
  }
}

/** Deletes what a body that nothing else shares has on disk. */
export async function discard({ segments }: Body): Promise<void> {
  for (const segment of segments) if ("file" in segment) await rm(segment.file);
}

/** The bytes from `first` to `last`, both included. */
export function slice({ segments }: Body, first: number, last: number): Body {
  let offset = 0;
  const cut = segments.flatMap((segment): Segment[] => {
    const [from, to] = [Math.max(first - offset, 0), Math.min(last + 1 - offset, segment.bytes)];
    offset += segment.bytes;
    if (to <= from) return [];
    return "content" in segment
      ? [{ bytes: to - from, content: segment.content.subarray(from, to) }]
      : [{ bytes: to - from, file: segment.file, start: segment.start + from }];
  });
  return { bytes: last + 1 - first, segments: cut };
}

/** Bodies one after the other. */
export const joined = (bodies: readonly Body[]): Body => ({
  bytes: bodies.reduce((sum, { bytes }) => sum + bytes, 0),
  segments: bodies.flatMap(({ segments }) => segments),
});

/** A body's bytes, read as fast as they are taken. */
export const streamOf = (body: Body): Readable => Readable.from(chunksOf(body), { objectMode: false });

async function* chunksOf({ segments }: Body): AsyncGenerator<Buffer> {
  for (const segment of segments) {
    if ("content" in segment) yield segment.content;
    else {
      const { file, start, bytes } = segment;
      for await (const chunk of createReadStream(file, { start, end: start + bytes - 1 })) yield chunk as Buffer;
    }
  }
}
