import { CsvError, parse } from "csv-parse";
import { pipeline, Readable } from "node:stream";
import { limits } from "../../workflow/limits";

/** A text is not CSV as a Distributed Map reads it; the message says where. */
export class CsvFault extends Error {
  override readonly name = "CsvFault";
}

/** A record below the first, which has the names. */
interface CsvRecord {
  /** The line that it ends on, from 1. */
  readonly line: number;
  /** Its fields by name: additional ones are left out, missing ones are empty. */
  readonly value: Readonly<Record<string, string>>;
}

/** No entry is longer than an execution's input. */
const longestRecord = limits.statePayloadBytes;

/**
 * Placeholders for an escaped character until the fields are told apart: characters that Unicode sets aside for uses like
 * this, and no text has. Unicode standard, 23.7, "Noncharacters".
 */
const standIns: Readonly<Record<string, string>> = { "\\": "\ufdd0", '"': "\ufdd1", ",": "\ufdd2" };
const meant = new Map(Object.entries(standIns).map(([character, standIn]) => [standIn, character]));
const anyStandIn = /[\ufdd0-\ufdd2]/g;

/** Characters that are given to the parser at a time. */
const pieceLength = 65_536;

/**
 * The text with its backslashes resolved: before another, a quotation mark or a comma one takes that character's meaning
 * away, before anything else it is dropped.
 */
function* unescaped(text: string): Generator<string> {
  const reserved = text.match(anyStandIn)?.[0]?.charCodeAt(0).toString(16);
  if (reserved !== undefined) throw new CsvFault(`it has the character U+${reserved}, which no text has`);
  const plain = text.replace(/\\(.?)/gs, (_, character: string) => standIns[character] ?? character);
  for (let at = 0; at < plain.length; at += pieceLength) yield plain.slice(at, at + pieceLength);
}

/** @throws CsvFault */
function field(text: string, line: number): string {
  if ((text.split(standIns['"'] ?? "").length - 1) % 2 === 1)
    throw new CsvFault(`on line ${line}, a quotation mark after a backslash has no other to pair with`);
  return text.replace(anyStandIn, (standIn) => meant.get(standIn) ?? "");
}

/** Information of the parser about each record: `info`. */
interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV as the ItemReader of a Distributed Map does, the names being in the first row. Step Functions developer guide,
 * "How Step Functions parses input CSV files": quotation marks around fields, doubled within; backslashes escape backslashes,
 * quotation marks and commas, and are dropped before all else; `\"` "only works when included in pairs"; missing fields are
 * empty, additional ones skipped. What the guide leaves open is refused: a quotation mark within an unquoted field, one
 * that is never closed. Lines with nothing on them are passed over.
 *
 * @throws CsvFault
 */
export async function* csvRecords(text: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
    max_record_size: longestRecord,
  });
  // Its faults are the parser's, which throws them below.
  pipeline(Readable.from(unescaped(text)), parser, () => undefined);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const fields = record.map((each) => field(each, info.lines));
      if (names === undefined) names = fields;
      else
        yield { line: info.lines, value: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ""])) };
    }
  } catch (error) {
    throw error instanceof CsvError ? new CsvFault(error.message) : error;
  }
}
