import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  type S3ServiceException,
} from "@aws-sdk/client-s3";
import { entryOfRecord } from "../../../workflow/csv-entry";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import type { CompleteSourceSpec } from "../../../workflow/spec";
import { entryOfLine, linesOf } from "../../../workflow/task-lines";
import { CsvFault, csvRecords } from "../../lists/csv";
import { s3In } from "../aws/clients";
import { CommandError } from "../errors";
import { readText, textOf } from "../files";

/** An entry as it stands in a list: whether it is one is not checked yet. */
export interface ListedEntry {
  /** From 0, as rows count. */
  readonly place: number;
  /** From 1, as editors count. */
  readonly line: number;
  /** Any JSON value; absent where there is none. */
  readonly value?: unknown;
  /** Reason for which there is none. */
  readonly fault?: string;
}

type Entries = AsyncGenerator<Omit<ListedEntry, "place">>;

/** Source of entries. */
export interface ListSource {
  /** Name for people: a file, or its place in S3. */
  readonly name: string;
  /** True where each object of the bucket whose key begins so is an entry. */
  readonly isPrefix: boolean;
  readonly read: () => Entries;
  /** Asks S3 for it. @returns false for a prefix without objects */
  readonly isThere: () => Promise<boolean>;
}

const readers = {
  async *JSONL(text: Promise<string>): Entries {
    // Blank lines are passed over, here as by Step Functions and the launcher.
    for (const [json, line] of linesOf(await text)) yield { line, ...entryOfLine(json) };
  },
  async *CSV(text: Promise<string>): Entries {
    try {
      for await (const { line, value } of csvRecords(await text)) yield { line, value: entryOfRecord(value) };
    } catch (error) {
      throw error instanceof CsvFault ? new CommandError(`The list is not CSV: ${error.message}.`) : error;
    }
  },
  async *PREFIX(keys: AsyncIterable<string>): Entries {
    let line = 0;
    for await (const key of keys) yield { line: ++line, value: { taskName: key, objectKey: key } };
  },
};

/**
 * The list that a spec names.
 *
 * @param file that has it in place of S3; `-` is standard input
 * @throws CommandError for a prefix in a file
 */
export function listOf(
  { region, s3BucketName, taskSource }: Pick<CompleteSourceSpec, "region" | "s3BucketName" | "taskSource">,
  file?: string,
): ListSource {
  const Bucket = taskSource.bucket ?? s3BucketName;
  if (taskSource.format === "PREFIX") {
    const { prefix } = taskSource;
    if (file !== undefined) throw new CommandError("The spec's list is a prefix: no file can stand for it.");
    const read = () => readers.PREFIX(keysWithPrefix(region, Bucket, prefix));
    const isThere = async () => (await read().next()).done !== true;
    return { name: `s3://${Bucket}/${prefix}*`, isPrefix: true, read, isThere };
  }
  const { key: Key, format } = taskSource;
  const name = `s3://${Bucket}/${Key}`;
  const text = async () => {
    if (file !== undefined) return readText(file);
    const { Body } = await s3In(region).send(new GetObjectCommand({ Bucket, Key }));
    return textOf((await Body?.transformToByteArray()) ?? new Uint8Array(), name);
  };
  return {
    name: file === "-" ? "standard input" : (file ?? name),
    isPrefix: false,
    read: () => readers[format](text()),
    isThere: async () => Boolean(await s3In(region).send(new HeadObjectCommand({ Bucket, Key }))),
  };
}

/** The entries of a list, one at a time. @throws CommandError when it cannot be read as what it is said to be, and what S3 throws */
export async function* listedEntries({ read }: ListSource): AsyncGenerator<ListedEntry> {
  let place = 0;
  for await (const entry of read()) yield { place: place++, ...entry };
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
  try {
    if (await list.isThere()) return;
  } catch (error) {
    const { httpStatusCode } = (error as Partial<S3ServiceException>).$metadata ?? {};
    if (httpStatusCode === 403) return;
    if (httpStatusCode !== 404) throw error;
  }
  throw noSuchList(list);
}

/** The keys of a bucket that begin with a prefix, in S3's order, a page at a time; without empty objects that stand for folders. */
export async function* keysWithPrefix(region: string, Bucket: string, Prefix: string): AsyncGenerator<string> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3In(region) }, { Bucket, Prefix }))
    for (const { Key = "", Size } of Contents) if (Size !== 0 || !Key.endsWith("/")) yield Key;
}
