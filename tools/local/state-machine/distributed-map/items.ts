import { Readable } from "node:stream";
import type { Json, JsonObject } from "../../json";
import type { Integrations } from "../integrations";
import { StatesError } from "../states-error";
import type { DistributedMapState } from "./definition";
import { csvRecords } from "../../../lists/csv";

const parseLines = (text: string): Json[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Json);

async function parseCsv(text: string): Promise<Json[]> {
  const items: Json[] = [];
  for await (const { value } of csvRecords(Readable.from([text]))) items.push(value);
  return items;
}

/** What is made of an object's text, by InputType. */
const parsers: Readonly<Record<string, (text: string) => Json[] | Promise<Json[]>>> = {
  JSON: (text) => JSON.parse(text) as Json[],
  JSONL: parseLines,
  CSV: parseCsv,
};

function parsed(content: Json, { ReaderConfig = {} }: DistributedMapState["ItemReader"]): Json[] | Promise<Json[]> {
  if (Array.isArray(content)) return content as Json[];
  const { InputType, CSVHeaderLocation = "FIRST_ROW" } = ReaderConfig as Readonly<Record<string, string>>;
  const parse = parsers[InputType ?? ""];
  if (!parse || CSVHeaderLocation !== "FIRST_ROW")
    throw new Error(`Items of ${JSON.stringify(ReaderConfig)} cannot be read here`);
  return parse(content as string);
}

/**
 * The items of a Distributed Map, all of them: lists that are run here fit into memory.
 *
 * @param parameters the reader's, evaluated
 * @throws StatesError `States.ItemReaderFailed`
 */
export async function readItems(
  reader: DistributedMapState["ItemReader"],
  parameters: JsonObject,
  integrations: Integrations,
): Promise<Json[]> {
  try {
    const read = integrations[reader.Resource];
    if (!read) throw new Error(`${reader.Resource} cannot be run here`);
    return await parsed(await read(parameters), reader);
  } catch (error) {
    throw new StatesError("States.ItemReaderFailed", (error as Error).message);
  }
}
