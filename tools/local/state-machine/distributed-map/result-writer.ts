import type { Json, JsonObject } from "../../json";
import type { Integrations } from "../integrations";
import type { DistributedMapState } from "./definition";

/** How the execution of an item ended. */
export interface ChildResult {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly item: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

/**
 * Writes what a Map's ResultWriter would: a file with the results of each status, and a manifest, in a folder that is called
 * as the Map Run is.
 *
 * @returns what the Map state answers; undefined for a Map without a writer
 */
export async function writeResults(
  { ResultWriter }: DistributedMapState,
  parameters: JsonObject,
  integrations: Integrations,
  mapRunArn: string,
  results: readonly ChildResult[],
): Promise<JsonObject | undefined> {
  if (!ResultWriter) return undefined;
  const { Bucket, Prefix } = parameters as { readonly Bucket: string; readonly Prefix: string };
  const folder = `${Prefix}/${mapRunArn.split(":").at(-1) ?? ""}`;
  const write = async (name: string, content: unknown) => {
    const put = integrations[ResultWriter.Resource];
    if (!put) throw new Error(`${ResultWriter.Resource} cannot be run here`);
    const [Key, Body] = [`${folder}/${name}`, JSON.stringify(content)];
    await put({ Bucket, Key, Body });
    return { Key, Size: Body.length };
  };
  const fileOf = async (status: ChildResult["status"]) => {
    const some = results.filter((result) => result.status === status);
    return some.length > 0 ? [await write(`${status}_0.json`, some)] : [];
  };
  const ResultFiles = { FAILED: await fileOf("FAILED"), PENDING: [], SUCCEEDED: await fileOf("SUCCEEDED") };
  const manifest = { DestinationBucket: Bucket, MapRunArn: mapRunArn, ResultFiles };
  const { Key } = await write("manifest.json", manifest);
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket, Key } };
}
