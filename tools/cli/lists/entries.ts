import { CsvFault, csvRecords } from "../../lists/csv";
import { entryOfRecord } from "../../../workflow/csv-entry";
import { CommandError } from "../command-error";
import type { ListSource } from "./source";
import { textLines } from "./text-lines";

/** An entry as it stands in a list: whether it is one is not checked yet. */
export interface ListedEntry {
  /** From 0, as rows count. */
  readonly place: number;
  /** From 1, as editors count. */
  readonly line: number;
  /** Any JSON value; undefined where there is none. */
  readonly value: unknown;
  /** Reason for which there is none. */
  readonly fault?: string;
}

type Unplaced = Omit<ListedEntry, "place">;

async function* linesOfJson(text: AsyncIterable<string>): AsyncGenerator<Unplaced> {
  for await (const { line, text: json } of textLines(text)) {
    // Lines with nothing on them are passed over, here as by Step Functions and the launcher.
    if (json.trim() !== "") yield parsed(line, json);
  }
}

function parsed(line: number, json: string): Unplaced {
  try {
    return { line, value: JSON.parse(json) as unknown };
  } catch (error) {
    return { line, value: undefined, fault: `is not JSON: ${(error as Error).message}` };
  }
}

/** @throws CommandError */
async function* recordsOfCsv(text: AsyncIterable<string>): AsyncGenerator<Unplaced> {
  try {
    for await (const { line, value } of csvRecords(text)) yield { line, value: entryOfRecord(value) };
  } catch (error) {
    throw error instanceof CsvFault ? new CommandError(`The list is not CSV: ${error.message}.`) : error;
  }
}

async function* objects(keys: AsyncIterable<string>): AsyncGenerator<Unplaced> {
  let line = 0;
  for await (const key of keys) yield { line: ++line, value: { taskName: key, objectKey: key } };
}

const read = async (source: ListSource): Promise<AsyncIterable<Unplaced>> => {
  if (source.format === "PREFIX") return objects(source.keys());
  const text = await source.text();
  return source.format === "CSV" ? recordsOfCsv(text) : linesOfJson(text);
};

/** Counts the entries of a list, valid or not. */
export async function countListed(source: ListSource): Promise<number> {
  const entries = (await read(source))[Symbol.asyncIterator]();
  for (let count = 0; ; count += 1) if ((await entries.next()).done === true) return count;
}

/**
 * The entries of a list, one at a time, with what is wrong where there is none. Of a prefix, each object is one.
 *
 * @throws CommandError when the list cannot be read as what it is said to be, and what S3 throws
 */
export async function* listedEntries(source: ListSource): AsyncGenerator<ListedEntry> {
  let place = 0;
  for await (const entry of await read(source)) yield { place: place++, ...entry };
}
