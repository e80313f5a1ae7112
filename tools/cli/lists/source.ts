import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type S3ServiceException,
} from "@aws-sdk/client-s3";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { CompleteSourceSpec } from "../../../workflow/spec";
import { s3In } from "../aws/s3";
import { NotUtf8, utf8Pieces } from "../../../workflow/utf8";
import { CommandError } from "../command-error";
import { unreadable } from "../files";

/** Source of entries: a text in one of the formats, or the keys of objects. */
export type ListSource =
  | { readonly name: string; readonly format: "JSONL" | "CSV"; readonly text: () => Promise<AsyncIterable<string>> }
  | { readonly name: string; readonly format: "PREFIX"; readonly keys: () => AsyncIterable<string> };

/** A file as a text that is read bit by bit; `-` is standard input. @throws CommandError naming the file */
export async function* fileText(file: string): AsyncGenerator<string> {
  const stream: Readable = file === "-" ? process.stdin : createReadStream(file);
  try {
    yield* utf8Pieces(stream as AsyncIterable<Buffer>);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The part of a spec that says where its list is. */
type NamesList = Pick<CompleteSourceSpec, "region" | "s3BucketName" | "taskSource">;

/** The list that a spec names, in S3. */
export function listOf({ region, s3BucketName, taskSource }: NamesList): ListSource {
  const bucket = taskSource.bucket ?? s3BucketName;
  if (taskSource.format === "PREFIX") {
    const { prefix } = taskSource;
    return { name: `s3://${bucket}/${prefix}*`, format: "PREFIX", keys: () => keysWithPrefix(region, bucket, prefix) };
  }
  const { format, key } = taskSource;
  return { name: `s3://${bucket}/${key}`, format, text: () => objectText(region, bucket, key) };
}

/**
 * True unless S3 says that there is no such list. One that the operator may not look at is taken to be there: the state
 * machine reads it.
 */
export async function listExists({ region, s3BucketName, taskSource }: NamesList): Promise<boolean> {
  const Bucket = taskSource.bucket ?? s3BucketName;
  try {
    if (taskSource.format !== "PREFIX") {
      await s3In(region).send(new HeadObjectCommand({ Bucket, Key: taskSource.key }));
      return true;
    }
    const first = new ListObjectsV2Command({ Bucket, Prefix: taskSource.prefix, MaxKeys: 1 });
    const { Contents = [] } = await s3In(region).send(first);
    return Contents.length > 0;
  } catch (error) {
    const { httpStatusCode } = (error as Partial<S3ServiceException>).$metadata ?? {};
    if (httpStatusCode === 403) return true;
    if (httpStatusCode === 404) return false;
    throw error;
  }
}

/** A file in place of the list that a spec names. @throws CommandError for a prefix, which no file is */
export function listInFile({ taskSource: { format } }: NamesList, file: string): ListSource {
  if (format === "PREFIX") throw new CommandError("The spec's list is a prefix: no file can stand for it.");
  return { name: file === "-" ? "standard input" : file, format, text: () => Promise.resolve(fileText(file)) };
}

async function objectText(region: string, bucket: string, key: string): Promise<AsyncIterable<string>> {
  const { Body } = await s3In(region).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return told(utf8Pieces(Body as AsyncIterable<Buffer>), `s3://${bucket}/${key}`);
}

/** A text that says where it is from when it is not UTF-8. */
async function* told(text: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  try {
    yield* text;
  } catch (error) {
    throw error instanceof NotUtf8 ? unreadable(name, error) : error;
  }
}

/** The keys of a bucket that begin with a prefix, in S3's order, a page at a time; without empty objects that stand for folders. */
export async function* keysWithPrefix(region: string, Bucket: string, Prefix: string): AsyncGenerator<string> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3In(region) }, { Bucket, Prefix }))
    for (const { Key = "", Size } of Contents) if (Size !== 0 || !Key.endsWith("/")) yield Key;
}
