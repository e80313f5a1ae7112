import { isObject, textOf, type Json, type JsonObject } from "../json";
import { diagnose, type Flow, type State } from "./definition";
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

/** Fields of a state that have states, which are looked at one by one. */
const innerFlows = ["ItemProcessor", "Branches"];

const flowsIn = (state: JsonObject): Flow[] => innerFlows.flatMap((field) => (state[field] ?? []) as unknown as Flow[]);

/** Every state with its name, those inside of Map and Parallel states too. */
const statesOf = ({ States = {} }: Partial<Flow>): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [[name, state] as const, ...flowsIn(state).flatMap(statesOf)]);

/** Fields that are run here of any state, by type of state, and by the field that has them: Amazon States Language has more. */
const fields: Readonly<Record<string, string>> = {
  "": "Type Comment QueryLanguage Output Next End",
  Choice: "Choices Default",
  Fail: "Error Cause",
  Map: "ItemProcessor Items ItemSelector ItemReader ResultWriter MaxConcurrency ToleratedFailurePercentage Retry Catch",
  Parallel: "Branches Retry Catch",
  Pass: "",
  Succeed: "",
  Task: "Resource Arguments TimeoutSeconds Retry Catch",
  Wait: "Seconds",
  Branches: "StartAt States Comment",
  Catch: "Comment ErrorEquals Next Output",
  Choices: "Comment Next Output Condition",
  ItemProcessor: "StartAt States Comment ProcessorConfig",
  ItemReader: "Resource ReaderConfig Arguments",
  ProcessorConfig: "Mode ExecutionType",
  ReaderConfig: "InputType CSVHeaderLocation",
  ResultWriter: "Resource Arguments",
  Retry: "Comment ErrorEquals IntervalSeconds MaxAttempts BackoffRate MaxDelaySeconds JitterStrategy",
};

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
  const known = fields[state.Type];
  if (known === undefined) return `State ${name} is of type ${state.Type}, which cannot be run here`;
  const field = foreignField(state, `${fields[""]} ${known}`);
  if (field !== undefined) return `State ${name} has ${field}, which cannot be run here`;
  const called = [state, state["ItemReader"], state["ResultWriter"]]
    .map((holder: Json | undefined) => (isObject(holder) ? holder["Resource"] : undefined))
    .find((resource) => resource !== undefined && !resources.includes(textOf(resource)));
  if (called !== undefined)
    return `State ${name} calls ${textOf(called)}, which cannot be run here. Known: ${resources.join(", ")}`;
  if (state.Type === "Map" && !isDistributed(state))
    return `State ${name} is a Map without the Mode DISTRIBUTED, which cannot be run here`;
  const own = Object.entries(state).filter(([key]) => !innerFlows.includes(key));
  const fault = expressionFault(Object.fromEntries(own));
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

/** True for a Map whose items are executions of their own; the default is INLINE. */
const isDistributed = ({ ItemProcessor }: JsonObject): boolean =>
  isObject(ItemProcessor) && isObject(ItemProcessor["ProcessorConfig"]) && "Mode" in ItemProcessor["ProcessorConfig"];
