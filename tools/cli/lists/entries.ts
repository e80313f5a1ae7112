import { entryOfRecord } from "../../../workflow/csv-entry";
import { limits } from "../../../workflow/limits";
import { entryOfLine } from "../../../workflow/task-lines";
import { CsvFault, csvRecords } from "../../lists/csv";
import { CommandError } from "../errors";
import type { ListSource } from "./source";

/** A line of a text. */
interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The lines of a text that may be long, one at a time. Only line feeds end them, with or without a carriage return: JSON may
 * hold every other separator.
 *
 * @throws CommandError naming a line that is too long to be one
 */
export async function* textLines(text: AsyncIterable<string>): AsyncGenerator<TextLine> {
  const longest = limits.statePayloadBytes;
  let [line, rest] = [0, ""];
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const whole of lines) yield { line: ++line, text: whole.replace(/\r$/, "") };
    if (rest.length > longest) throw new CommandError(`Line ${line + 1} has more than ${longest} characters.`);
  }
  if (rest !== "") yield { line: line + 1, text: rest };
}

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

type Unplaced = Omit<ListedEntry, "place">;

const readers: Readonly<Record<ListSource["format"], (pieces: AsyncIterable<string>) => AsyncGenerator<Unplaced>>> = {
  async *JSONL(text) {
    for await (const { line, text: json } of textLines(text)) {
      // Lines with nothing on them are passed over, here as by Step Functions and the launcher.
      if (json.trim() !== "") yield { line, ...entryOfLine(json) };
    }
  },
  async *CSV(text) {
    try {
      for await (const { line, value } of csvRecords(text)) yield { line, value: entryOfRecord(value) };
    } catch (error) {
      throw error instanceof CsvFault ? new CommandError(`The list is not CSV: ${error.message}.`) : error;
    }
  },
  async *PREFIX(keys) {
    let line = 0;
    for await (const key of keys) yield { line: ++line, value: { taskName: key, objectKey: key } };
  },
};

/**
 * The entries of a list, one at a time, with what is wrong where there is none. Of a prefix, each object is one.
 *
 * @throws CommandError when the list cannot be read as what it is said to be, and what S3 throws
 */
export async function* listedEntries({ format, read }: ListSource): AsyncGenerator<ListedEntry> {
  let place = 0;
  for await (const entry of readers[format](read())) yield { place: place++, ...entry };
}

/** Goes through a list, or whatever comes one at a time, and counts. */
export async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  const iterator = items[Symbol.asyncIterator]();
  for (let count = 0; ; count += 1) if ((await iterator.next()).done === true) return count;
}
