import { createHash } from "node:crypto";
import type { Json } from "../../json";
import type { Branch, Outcome } from "../branch";
import { processorOf } from "../definition";
import { errorDetails } from "../history";
import { StatesError } from "../language/states-error";
import { race } from "../stop";
import { readItems, writeResults } from "./in-s3";
import type { MapRun, MapRunProps } from "./map-run";

/** Executions at once of a Map that does not say: AWS runs 10,000, which no laptop does. */
const usualConcurrency = 40;

/** Runs an execution of its own for each item of a list in the state's input, or in S3. */
export async function distributedMap(branch: Branch): Promise<Outcome> {
  const { checkpoint } = branch;
  const maxConcurrency = (await branch.wholeNumber("MaxConcurrency")) || usualConcurrency;
  const toleratedFailurePercentage = await toleratedBy(branch);
  const itemsOfInput = { Items: "{% $states.input %}", ...branch.state };
  const given = "ItemReader" in branch.state ? undefined : await branch.typed("Items", "array", itemsOfInput);
  const before = checkpoint.mapRun;
  if (!before) branch.write("MapStateStarted", { mapStateStartedEventDetails: { length: given?.length ?? 0 } });
  const mapRun = (checkpoint.mapRun ??= branch.run.startMapRun(labelOf(branch), processorOf(branch.state)));
  begin(branch, mapRun, before !== undefined);
  const output = await runAll(branch, mapRun, given, { maxConcurrency, toleratedFailurePercentage }).catch(
    (error: unknown) => {
      fail(branch, mapRun, error);
      throw error;
    },
  );
  mapRun.end("SUCCEEDED");
  // As recorded from AWS: each success follows the event before it, and the exit follows the Map Run's start.
  const { previousEventId } = checkpoint;
  branch.write("MapRunSucceeded");
  branch.note("MapStateSucceeded");
  checkpoint.previousEventId = previousEventId;
  return branch.ended(output, { result: output });
}

function begin(branch: Branch, mapRun: MapRun, isRedriven: boolean): void {
  const { arn: mapRunArn } = mapRun;
  if (!isRedriven) branch.write("MapRunStarted", { mapRunStartedEventDetails: { mapRunArn } });
  else {
    mapRun.reopen();
    const { redriveCount } = mapRun;
    branch.write("MapRunRedriven", { mapRunRedrivenEventDetails: { mapRunArn, redriveCount } });
  }
}

function fail(branch: Branch, mapRun: MapRun, error: unknown): void {
  if (!(error instanceof StatesError)) {
    mapRun.end("ABORTED");
    if (branch.signal.aborted) branch.abort("MapRunAborted");
    return;
  }
  mapRun.end("FAILED");
  branch.write("MapRunFailed", { mapRunFailedEventDetails: errorDetails(error) });
  branch.write("MapStateFailed");
}

async function runAll(
  branch: Branch,
  mapRun: MapRun,
  given: readonly Json[] | undefined,
  limits: Pick<MapRunProps, "maxConcurrency" | "toleratedFailurePercentage">,
): Promise<Json> {
  const { signal } = branch;
  const items = mapRun.items ?? given ?? (await race(readItems(branch), signal));
  mayStart(branch, mapRun);
  await mapRun.run({ ...limits, items, signal, inputOf: (index) => inputOf(branch, index, items[index] as Json) });
  const written = await race(writeResults(branch, mapRun), signal);
  return written ?? mapRun.children.flatMap(({ end }) => (end?.status === "SUCCEEDED" ? [end.output] : []));
}

/** The input of an item's execution. Developer guide, "Context object data for Map states". */
async function inputOf(branch: Branch, index: number, value: Json): Promise<Json> {
  const context = { ...branch.context, Map: { Item: { Index: index, Value: value } } };
  const [selected = value] = [await branch.field("ItemSelector", branch.state, { context })];
  return selected;
}

/**
 * Starting and redriving the executions of items is up to the state machine's role. Developer guide, "IAM policies for using
 * Distributed Map states". By which error AWS tells that is not documented.
 */
function mayStart({ run }: Branch, { executionArn, label, redriveCount }: MapRun): void {
  const [machine, states] = [
    executionArn.split(":").slice(0, -1).join(":"),
    executionArn.split(":execution:")[0] ?? "",
  ];
  const denial =
    redriveCount > 0
      ? run.denialOf("states:RedriveExecution", `${machine}/${label}:*`)
      : run.denialOf("states:StartExecution", `${states}:stateMachine:${machine.split(":").at(-1) ?? ""}`);
  if (denial !== undefined) throw new StatesError("States.Permissions", denial);
}

/** AWS gives a Map without a Label one of its own: here it follows from the Map's name. */
const labelOf = ({ name }: Branch): string => createHash("sha256").update(name).digest("hex").slice(0, 32);

/** 0 where the Map does not say: then no item may fail. */
async function toleratedBy(branch: Branch): Promise<number> {
  const percentage = (await branch.typed("ToleratedFailurePercentage", "number")) ?? 0;
  if (percentage >= 0 && percentage <= 100) return percentage;
  throw new StatesError("States.QueryEvaluationError", "ToleratedFailurePercentage must be between 0 and 100.");
}
