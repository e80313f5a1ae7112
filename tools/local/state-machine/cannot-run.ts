import { isObject, textOf, type Json, type JsonObject } from "../json";
import { comparisonNames } from "./language/choice";
import { checkIntrinsic, isIntrinsic } from "./language/intrinsic";
import { checkExpressions } from "./language/jsonata";
import { parsePath } from "./language/path";

type State = JsonObject & { readonly Type: string };

const anyState = "Type Comment QueryLanguage InputPath OutputPath Output Assign Next End";
const call = "Parameters Arguments ResultSelector ResultPath Retry Catch";
const withPath = (...names: readonly string[]): string => names.map((name) => `${name} ${name}Path`).join(" ");

/** Fields that are run here, by type of state: Amazon States Language has more. */
const stateFields: Readonly<Record<string, string>> = {
  Choice: "Choices Default",
  Fail: withPath("Error", "Cause"),
  Map: `${call} ItemProcessor Iterator ItemsPath Items ItemSelector Label ItemReader ResultWriter ${withPath(
    "MaxConcurrency",
    "ToleratedFailureCount",
    "ToleratedFailurePercentage",
  )}`,
  Parallel: `${call} Branches`,
  Pass: "Parameters Result ResultPath",
  Succeed: "",
  Task: `${call} Resource ${withPath("TimeoutSeconds", "HeartbeatSeconds")}`,
  Wait: withPath("Seconds", "Timestamp"),
};

const rule = `Comment Next Assign Output Condition Variable And Or Not ${withPath(...comparisonNames)}`;

/** Fields that are run here of what a field of this name holds. */
const innerFields: Readonly<Record<string, string>> = {
  ...{ Choices: rule, And: rule, Or: rule, Not: rule },
  Catch: "Comment ErrorEquals Next ResultPath Assign Output",
  Retry: "Comment ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy",
  ItemReader: "Resource ReaderConfig Parameters Arguments",
  ReaderConfig: "InputType CSVHeaderLocation",
  ResultWriter: "Resource Parameters Arguments",
};

/** Fields that have states, which are looked at one by one, and their own configuration. */
const processorFields: Readonly<Record<string, string>> = {
  ItemProcessor: "StartAt States Comment QueryLanguage ProcessorConfig",
  Iterator: "StartAt States Comment",
  Branches: "StartAt States Comment QueryLanguage",
  ProcessorConfig: "Mode ExecutionType",
};

const fields = { ...innerFields, ...processorFields };

/** Values that are run here, of fields that can have others. */
const values: Readonly<Record<string, readonly string[]>> = {
  CSVHeaderLocation: ["FIRST_ROW"],
  ExecutionType: ["STANDARD"],
  InputType: ["CSV", "JSON", "JSONL"],
};

/**
 * The part of a state that Step Functions may know and that is not run here: an execution in which it was passed over would not
 * be what it is in AWS.
 *
 * @param resources what Task states, readers and writers can call here
 * @returns undefined when all of it is run here
 */
export function cannotRun(
  name: string,
  state: State,
  language: string,
  resources: readonly string[],
): string | undefined {
  const known = stateFields[state.Type];
  if (known === undefined) return `State ${name} is of type ${state.Type}, which cannot be run here`;
  const field = foreignField(state, `${anyState} ${known}`);
  if (field !== undefined) return `State ${name} has ${field}, which cannot be run here`;
  const called = [state, state["ItemReader"], state["ResultWriter"]]
    .map((holder: Json | undefined) => (isObject(holder) ? holder["Resource"] : undefined))
    .find((resource) => resource !== undefined && !resources.includes(textOf(resource)));
  if (called !== undefined)
    return `State ${name} calls ${textOf(called)}, which cannot be run here. Known: ${resources.join(", ")}`;
  const fault = expressionFault(ownPart(state), language);
  return fault === undefined ? undefined : `State ${name}: ${fault}`;
}

/** The first field, with those above it, that is not run here, or its value if that is it. */
function foreignField(holder: JsonObject, known: string): string | undefined {
  const names = new Set(known.split(" "));
  for (const [field, value] of Object.entries(holder)) {
    if (!names.has(field)) return field;
    if (values[field]?.includes(textOf(value)) === false) return `${field} ${textOf(value)}`;
    const inner = fields[field];
    if (inner === undefined) continue;
    const found = [value].flat().map((part) => (isObject(part) ? foreignField(part, inner) : undefined));
    const foreign = found.find((each) => each !== undefined);
    if (foreign !== undefined) return `${field}.${foreign}`;
  }
  return undefined;
}

/** A state without the states in it. */
const ownPart = (state: State): JsonObject =>
  Object.fromEntries(Object.entries(state).filter(([field]) => !(field in processorFields)));

/** Reason for which an expression cannot be evaluated here; undefined when all can. */
function expressionFault(part: JsonObject, language: string): string | undefined {
  try {
    if (language === "JSONata") checkExpressions(part);
    else checkPaths(part);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** @throws Error that names a path or an intrinsic function that is not known here */
function checkPaths(value: Json): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) checkPaths(item);
  if (!isObject(value)) return;
  for (const [field, inner] of Object.entries(value))
    if (typeof inner !== "string") checkPaths(inner);
    else if (field.endsWith(".$") || field.endsWith("Path") || field === "Variable")
      if (isIntrinsic(inner)) checkIntrinsic(inner);
      else parsePath(inner);
}
