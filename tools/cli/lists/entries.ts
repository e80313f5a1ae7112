import { CsvError, parse } from "csv-parse";
import { pipeline, Readable } from "node:stream";
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
  /** Why there is none. */
  readonly fault?: string;
  /** True for a line with nothing in it, which Step Functions passes over: its place is that of the next. */
  readonly empty?: true;
}

type Unplaced = Omit<ListedEntry, "place">;

async function* linesOfJson(text: AsyncIterable<string>): AsyncGenerator<Unplaced> {
  for await (const { line, text: json } of textLines(text)) {
    if (json.trim() === "") yield { line, value: undefined, fault: "is empty: leave it out", empty: true };
    else yield parsed(line, json);
  }
}

function parsed(line: number, json: string): Unplaced {
  try {
    return { line, value: JSON.parse(json) as unknown };
  } catch (error) {
    return { line, value: undefined, fault: `is not JSON: ${(error as Error).message}` };
  }
}

/** What the parser tells of each record: `info`. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function* recordsOfCsv(text: AsyncIterable<string>): AsyncGenerator<Unplaced> {
  const parser = parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
  // Its faults are the parser's, which throws them below.
  pipeline(Readable.from(text), parser, () => undefined);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (names === undefined) names = record;
      else yield { line: info.lines, ...named(names, record) };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandError(`The list is not CSV: ${error.message}.`);
  }
}

function named(names: readonly string[], record: readonly string[]): Pick<ListedEntry, "value" | "fault"> {
  const value = Object.fromEntries(names.map((name, index) => [name, record[index] ?? ""]));
  const differs =
    record.length === names.length ? {} : { fault: `fields: ${record.length}, in the first line ${names.length}` };
  return { value, ...differs };
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

/** How many entries a list has, whether or not they are any good. */
export async function countListed(source: ListSource): Promise<number> {
  let entries = 0;
  for await (const { empty } of listedEntries(source)) if (!empty) entries += 1;
  return entries;
}

/**
 * The entries of a list, one at a time, with what is wrong where there is none. Of a prefix, each object is one.
 *
 * @throws CommandError when the list cannot be read as what it is said to be, and what S3 throws
 */
export async function* listedEntries(source: ListSource): AsyncGenerator<ListedEntry> {
  let place = 0;
  for await (const entry of await read(source)) {
    yield { place, ...entry };
    if (!entry.empty) place += 1;
  }
}
