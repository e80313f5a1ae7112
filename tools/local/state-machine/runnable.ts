import { isObject, textOf, type Json, type JsonObject } from "../json";
import { branchesOf, diagnose, processorOf, type Flow, type State } from "./definition";
import { expressionFault } from "./language/jsonata";

/**
 * A definition as it is run.
 *
 * @param resources what Task states can call here
 * @throws Error when Step Functions would not accept it, or it cannot be run here
 */
export function runnable(definition: JsonObject, resources: readonly string[]): Flow {
  const reason = refusal(definition, resources);
  if (reason !== undefined) throw new Error(reason);
  return definition as unknown as Flow;
}

function refusal(definition: JsonObject, resources: readonly string[]): string | undefined {
  const { QueryLanguage = "JSONPath, the default" } = definition;
  if (QueryLanguage !== "JSONata")
    return `The definition's QueryLanguage is ${textOf(QueryLanguage)}, which cannot be run here: write it in JSONata`;
  const states = statesOf(definition);
  const unknown = states.map(([name, state]) => cannotRun(name, state, resources)).find(Boolean);
  if (unknown !== undefined) return unknown;
  const faults = diagnose(JSON.stringify(definition)).map(({ code, message }) => `${code}: ${message}`);
  return faults.length > 0 ? `State machine definition is invalid: ${faults.join(", ")}` : undefined;
}

const innerOf = (state: JsonObject): readonly Flow[] => [
  ...branchesOf(state),
  ...[processorOf(state) as Flow | undefined].filter((flow) => flow !== undefined),
];

/** Every state with its name, those inside of Map and Parallel states too. */
const statesOf = ({ States = {} }: Partial<Flow>): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [[name, state] as const, ...innerOf(state).flatMap(statesOf)]);

const anyState = "Type Comment QueryLanguage Output Next End";

/** Fields that are run here, by type of state: Amazon States Language has more. */
const stateFields: Readonly<Record<string, string>> = {
  Choice: "Choices Default",
  Fail: "Error Cause",
  Map: "ItemProcessor Items ItemSelector ItemReader ResultWriter MaxConcurrency ToleratedFailurePercentage Retry Catch",
  Parallel: "Branches Retry Catch",
  Pass: "",
  Succeed: "",
  Task: "Resource Arguments TimeoutSeconds Retry Catch",
  Wait: "Seconds",
};

/** Fields that are run here of what a field of this name holds. */
const innerFields: Readonly<Record<string, string>> = {
  Choices: "Comment Next Output Condition",
  Catch: "Comment ErrorEquals Next Output",
  Retry: "Comment ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy",
  ItemReader: "Resource ReaderConfig Arguments",
  ReaderConfig: "InputType CSVHeaderLocation",
  ResultWriter: "Resource Arguments",
};

/** Fields that have states, which are looked at one by one, and their own configuration. */
const processorFields: Readonly<Record<string, string>> = {
  ItemProcessor: "StartAt States Comment ProcessorConfig",
  Branches: "StartAt States Comment",
  ProcessorConfig: "Mode ExecutionType",
};

const fields = { ...innerFields, ...processorFields };

/** Values that are run here, of fields that can have others. */
const values: Readonly<Record<string, readonly string[]>> = {
  CSVHeaderLocation: ["FIRST_ROW"],
  ExecutionType: ["STANDARD"],
  InputType: ["CSV", "JSON", "JSONL"],
  Mode: ["DISTRIBUTED"],
  QueryLanguage: ["JSONata"],
};

/**
 * The part of a state that Step Functions may know and that is not run here: an execution in which it was passed over would not
 * be what it is in AWS.
 *
 * @param resources what Task states, readers and writers can call here
 * @returns undefined when all of it is run here
 */
function cannotRun(name: string, state: State, resources: readonly string[]): string | undefined {
  const known = stateFields[state.Type];
  if (known === undefined) return `State ${name} is of type ${state.Type}, which cannot be run here`;
  const field = foreignField(state, `${anyState} ${known}`);
  if (field !== undefined) return `State ${name} has ${field}, which cannot be run here`;
  const called = [state, state["ItemReader"], state["ResultWriter"]]
    .map((holder: Json | undefined) => (isObject(holder) ? holder["Resource"] : undefined))
    .find((resource) => resource !== undefined && !resources.includes(textOf(resource)));
  if (called !== undefined)
    return `State ${name} calls ${textOf(called)}, which cannot be run here. Known: ${resources.join(", ")}`;
  if (state.Type === "Map" && !isDistributed(state))
    return `State ${name} is a Map without the Mode DISTRIBUTED, which cannot be run here`;
  const fault = expressionFault(ownPart(state));
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

/** True for a Map whose items are executions of their own; the default is INLINE. */
const isDistributed = ({ ItemProcessor }: JsonObject): boolean =>
  isObject(ItemProcessor) && isObject(ItemProcessor["ProcessorConfig"]) && "Mode" in ItemProcessor["ProcessorConfig"];
