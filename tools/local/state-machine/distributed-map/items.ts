import { Readable } from "node:stream";
import { csvRecords } from "../../../lists/csv";
import { parseExactly, textOf, type Json, type JsonObject } from "../../json";
import { StatesError } from "../language/states-error";
import { field, type Step } from "../step";

const parseLines = (text: string): Json[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseExactly);

async function parseCsv(text: string): Promise<Json[]> {
  const items: Json[] = [];
  for await (const { value } of csvRecords(Readable.from([text]))) items.push(value);
  return items;
}

/** Parsers of an object's text, by InputType. */
const parsers: Readonly<Record<string, (text: string) => Json | Promise<Json>>> = {
  JSON: parseExactly,
  JSONL: parseLines,
  CSV: parseCsv,
};

function parsed(content: Json, config: JsonObject): Json | Promise<Json> {
  if (typeof content !== "string") return content;
  const { InputType, CSVHeaderLocation = "FIRST_ROW" } = config as Readonly<Record<string, string>>;
  const parse = parsers[InputType ?? ""];
  if (!parse || CSVHeaderLocation !== "FIRST_ROW")
    throw new Error(`Items of ${JSON.stringify(config)} cannot be read here`);
  return parse(content);
}

/**
 * The items of a Distributed Map, all of them: lists that are run here fit into memory.
 *
 * @throws StatesError `States.ItemReaderFailed`
 */
export async function readItems(step: Step): Promise<readonly Json[]> {
  const reader = step.state["ItemReader"] as JsonObject;
  const parameters = (await field(step, "Arguments", reader)) ?? {};
  const read = step.branch.run.integrations[textOf(reader["Resource"])];
  if (!read) throw new Error(`${textOf(reader["Resource"])} cannot be run here`);
  try {
    const items = await parsed(await read(parameters), (reader["ReaderConfig"] ?? {}) as JsonObject);
    if (!Array.isArray(items)) throw new Error("Attempting to map over non-iterable node.");
    return items as readonly Json[];
  } catch (error) {
    throw new StatesError("States.ItemReaderFailed", (error as Error).message);
  }
}
