import { Readable } from "node:stream";
import { csvRecords } from "../../../lists/csv";
import { isObject, parseExactly, textOf, type Json, type JsonObject } from "../../json";
import { StatesError } from "../language/states-error";
import { callService, field, type Step } from "../step";

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
const parsers: Readonly<Partial<Record<string, (text: string) => Json | Promise<Json>>>> = {
  JSON: parseExactly,
  JSONL: parseLines,
  CSV: parseCsv,
};

/** A listing is no text that is parsed. */
async function parsed(content: Json, config: Json | undefined): Promise<Json> {
  if (typeof content !== "string") return content;
  const type = isObject(config) ? textOf(config["InputType"]) : "";
  const parse = parsers[type];
  if (!parse) throw new Error(`Items of the InputType '${type}' cannot be read here`);
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
  try {
    const items = await parsed(await callService(step, reader, parameters), reader["ReaderConfig"]);
    if (!Array.isArray(items)) throw new Error("Attempting to map over non-iterable node.");
    return items as readonly Json[];
  } catch (error) {
    throw new StatesError("States.ItemReaderFailed", (error as Error).message);
  }
}
