import { GetObjectCommand, paginateListObjectsV2, type S3ServiceException } from "@aws-sdk/client-s3";
import { createReadStream } from "node:fs";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import type { CompleteSourceSpec, TaskSource } from "../../../workflow/spec";
import { utf8Pieces } from "../../../workflow/utf8";
import { s3In } from "../aws/s3";
import { CommandError } from "../errors";
import { unreadable } from "../files";

/** Source of entries. */
export interface ListSource {
  /** Name for people: a file, or its place in S3. */
  readonly name: string;
  readonly format: TaskSource["format"];
  /** The pieces of its text; of a prefix, the keys of its objects. */
  readonly read: () => AsyncGenerator<string>;
}

/** The part of a spec that says where its list is. */
type NamesList = Pick<CompleteSourceSpec, "region" | "s3BucketName" | "taskSource">;

/**
 * The list that a spec names.
 *
 * @param file that has it in place of S3
 * @throws CommandError for a prefix in a file
 */
export function listOf({ region, s3BucketName, taskSource }: NamesList, file?: string): ListSource {
  const bucket = taskSource.bucket ?? s3BucketName;
  const { format } = taskSource;
  if (format === "PREFIX") {
    if (file !== undefined) throw new CommandError("The spec's list is a prefix: no file can stand for it.");
    const { prefix } = taskSource;
    return { name: `s3://${bucket}/${prefix}*`, format, read: () => keysWithPrefix(region, bucket, prefix) };
  }
  if (file !== undefined) return { name: file === "-" ? "standard input" : file, format, read: () => fileText(file) };
  const { key } = taskSource;
  return { name: `s3://${bucket}/${key}`, format, read: () => objectText(region, bucket, key) };
}

/** Refusal of a spec whose list is not there. */
export const noSuchList = ({ name }: Pick<ListSource, "name">): InvalidWorkflowSpec =>
  new InvalidWorkflowSpec([`taskSource: there is no ${name}: put the list there first`]);

/**
 * Makes sure that a list is there. One that the operator may not look at is taken to be there: the state machine reads it.
 *
 * @throws InvalidWorkflowSpec where S3 says that there is none
 */
export async function requireList(list: ListSource): Promise<void> {
  const pieces = list.read();
  try {
    const { done } = await pieces.next();
    await pieces.return(undefined);
    // An object may be empty; a prefix without objects is none.
    if (done !== true || list.format !== "PREFIX") return;
  } catch (error) {
    const { httpStatusCode } = (error as Partial<S3ServiceException>).$metadata ?? {};
    if (httpStatusCode === 403) return;
    if (httpStatusCode !== 404) throw error;
  }
  throw noSuchList(list);
}

/** The text of a file, bit by bit; `-` is standard input. @throws CommandError naming a file that cannot be read */
export async function* fileText(file: string): AsyncGenerator<string> {
  yield* textOf(file === "-" ? process.stdin : createReadStream(file), file);
}

async function* objectText(region: string, Bucket: string, Key: string): AsyncGenerator<string> {
  const { Body } = await s3In(region).send(new GetObjectCommand({ Bucket, Key }));
  yield* textOf(Body as AsyncIterable<Buffer>, `s3://${Bucket}/${Key}`);
}

async function* textOf(bytes: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  try {
    yield* utf8Pieces(bytes);
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The keys of a bucket that begin with a prefix, in S3's order, a page at a time; without empty objects that stand for folders. */
export async function* keysWithPrefix(region: string, Bucket: string, Prefix: string): AsyncGenerator<string> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3In(region) }, { Bucket, Prefix }))
    for (const { Key = "", Size } of Contents) if (Size !== 0 || !Key.endsWith("/")) yield Key;
}
