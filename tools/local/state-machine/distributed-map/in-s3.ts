import { csvRecords } from "../../../lists/csv";
import { isObject, parseExactly, textOf, type Json, type JsonObject } from "../../json";
import type { Branch } from "../branch";
import { described } from "../descriptions";
import { toPascalCase } from "../integrations/integration";
import { StatesError } from "../language/states-error";
import type { ExecutionStatus, MapRun } from "./map-run";

const parseLines = (text: string): Json[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseExactly);

async function parseCsv(text: string): Promise<Json[]> {
  const items: Json[] = [];
  for await (const { value } of csvRecords(text)) items.push(value);
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
export async function readItems(branch: Branch): Promise<readonly Json[]> {
  const reader = branch.state["ItemReader"] as JsonObject;
  const parameters = (await branch.field("Arguments", reader)) ?? {};
  try {
    const items = await parsed(await branch.callService(reader, parameters), reader["ReaderConfig"]);
    if (!Array.isArray(items)) throw new Error("Attempting to map over non-iterable node.");
    return items as readonly Json[];
  } catch (error) {
    throw new StatesError("States.ItemReaderFailed", (error as Error).message);
  }
}

/**
 * Writes what a Map's ResultWriter would: a file with the executions of each status as DescribeExecution tells of them, and a
 * manifest, in a folder that is called as the Map Run is. Developer guide, "ResultWriter".
 *
 * @returns what the Map state answers; undefined for a Map without a writer
 * @throws StatesError `States.ResultWriterFailed`
 */
export async function writeResults(branch: Branch, mapRun: MapRun): Promise<JsonObject | undefined> {
  const writer = branch.state["ResultWriter"] as JsonObject | undefined;
  if (!writer) return undefined;
  const parameters = (await branch.field("Arguments", writer)) as { readonly Bucket: string; readonly Prefix?: string };
  const { Bucket, Prefix } = parameters;
  const folder = [...(Prefix === undefined ? [] : [Prefix]), mapRun.arn.split(":").at(-1)].join("/");
  const write = async (name: string, content: Json): Promise<{ readonly Key: string; readonly Size: number }> => {
    const [Key, Body] = [`${folder}/${name}`, JSON.stringify(content)];
    await branch.callService(writer, { Bucket, Key, Body });
    return { Key, Size: Buffer.byteLength(Body) };
  };
  const fileOf = async (name: string, ...statuses: readonly ExecutionStatus[]) => {
    const some = mapRun.children
      .filter(({ status }) => statuses.includes(status))
      .map((child) => toPascalCase(described(child)));
    return some.length > 0 ? [await write(`${name}_0.json`, some)] : [];
  };
  try {
    const ResultFiles = {
      FAILED: await fileOf("FAILED", "FAILED", "TIMED_OUT", "ABORTED"),
      PENDING: [],
      SUCCEEDED: await fileOf("SUCCEEDED", "SUCCEEDED"),
    };
    const { Key } = await write("manifest.json", { DestinationBucket: Bucket, MapRunArn: mapRun.arn, ResultFiles });
    return { MapRunArn: mapRun.arn, ResultWriterDetails: { Bucket, Key } };
  } catch (error) {
    throw new StatesError("States.ResultWriterFailed", (error as Error).message);
  }
}
