import type { Json, JsonObject } from "../../json";
import { StatesError } from "../language/states-error";
import { callService, field, type Step } from "../step";
import type { Child, ExecutionStatus, MapRun } from "./map-run";

/** Developer guide, "ResultWriter": what the files have of each execution. */
const exported = ({
  executionArn,
  name,
  input,
  status,
  end,
  startedAt,
  stoppedAt,
  redriveCount,
}: Child): JsonObject => ({
  ExecutionArn: executionArn,
  Input: JSON.stringify(input),
  InputDetails: { Included: true },
  Name: name,
  ...(end?.status === "SUCCEEDED"
    ? { Output: JSON.stringify(end.output), OutputDetails: { Included: true } }
    : { Error: end?.error ?? "", Cause: end?.cause ?? "" }),
  RedriveCount: redriveCount,
  StartDate: startedAt.toISOString(),
  Status: status,
  StopDate: (stoppedAt ?? startedAt).toISOString(),
});

/**
 * Writes what a Map's ResultWriter would: a file with the executions of each status, and a manifest, in a folder that is
 * called as the Map Run is.
 *
 * @returns what the Map state answers; undefined for a Map without a writer
 * @throws StatesError `States.ResultWriterFailed`
 */
export async function writeResults(step: Step, mapRun: MapRun): Promise<JsonObject | undefined> {
  const writer = step.state["ResultWriter"] as JsonObject | undefined;
  if (!writer) return undefined;
  const parameters = (await field(step, "Arguments", writer)) as { readonly Bucket: string; readonly Prefix?: string };
  const { Bucket, Prefix } = parameters;
  const folder = [...(Prefix === undefined ? [] : [Prefix]), mapRun.arn.split(":").at(-1)].join("/");
  const write = async (name: string, content: Json): Promise<{ readonly Key: string; readonly Size: number }> => {
    const [Key, Body] = [`${folder}/${name}`, JSON.stringify(content)];
    await callService(step, writer, { Bucket, Key, Body });
    return { Key, Size: Buffer.byteLength(Body) };
  };
  const fileOf = async (name: string, ...statuses: readonly ExecutionStatus[]) => {
    const some = mapRun.children.filter(({ status }) => statuses.includes(status)).map(exported);
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
