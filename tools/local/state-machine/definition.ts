import validate from "asl-validator";
import { textOf, type JsonObject } from "../json";
import type { Resource } from "../terraform/synthesized-stack";
import { cannotRun } from "./cannot-run";

/** A state of Amazon States Language: its fields are looked into where they are needed. */
export type State = JsonObject & { readonly Type: string };

/** States that follow each other: a state machine, a branch of a Parallel state, or what a Map does for each item. */
export interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  /** Of a state machine. */
  readonly TimeoutSeconds?: number;
}

/** A state machine of the stack. */
export interface StateMachineConfiguration {
  readonly name: string;
  readonly arn: string;
  /** The role that its states call services as. */
  readonly roleArn: string;
  readonly definition: JsonObject;
}

/** Reads an `aws_sfn_state_machine`. */
export const stateMachineConfiguration = ({ values, computed }: Resource): StateMachineConfiguration => ({
  name: values["name"] as string,
  arn: computed("arn") as string,
  roleArn: values["role_arn"] as string,
  definition: JSON.parse(values["definition"] as string) as JsonObject,
});

/** States that a Map runs for each item. */
export const processorOf = (state: JsonObject): Flow => state["ItemProcessor"] as unknown as Flow;

/** The branches of a Parallel state. */
export const branchesOf = (state: JsonObject): readonly Flow[] =>
  (state["Branches"] ?? []) as unknown as readonly Flow[];

const innerOf = (state: JsonObject): readonly Flow[] => [
  ...branchesOf(state),
  ...[processorOf(state) as Flow | undefined].filter((flow) => flow !== undefined),
];

/** Every state with its name, those inside of Map and Parallel states too. */
const statesOf = ({ States = {} }: Partial<Flow>): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [[name, state] as const, ...innerOf(state).flatMap(statesOf)]);

/** One fault of a definition. Step Functions API reference, ValidateStateMachineDefinitionDiagnostic. */
interface Diagnostic {
  readonly severity: "ERROR";
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** The faults of a definition, none for one that Step Functions would accept. @param definition JSON text */
export function diagnose(definition: string): Diagnostic[] {
  try {
    // Parsed anew: the validator changes what it is given.
    const { errors } = validate(JSON.parse(definition) as object);
    return errors.map(({ "Error code": code, Message: message, path }) => ({
      severity: "ERROR",
      code,
      message: message.trim(),
      ...(path === undefined ? {} : { location: path }),
    }));
  } catch (error) {
    return [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message: (error as Error).message }];
  }
}

/** Faults of definitions, by their text and what can be called: validation takes a while. */
const refusals = new Map<string, string | undefined>();

/**
 * A definition as it is run.
 *
 * @param resources what Task states can call here
 * @throws Error when Step Functions would not accept it, or it cannot be run here
 */
export function runnable(definition: JsonObject, resources: readonly string[]): Flow {
  const key = JSON.stringify([definition, resources]);
  if (!refusals.has(key)) refusals.set(key, refusal(definition, resources));
  const reason = refusals.get(key);
  if (reason !== undefined) throw new Error(reason);
  return definition as unknown as Flow;
}

function refusal(definition: JsonObject, resources: readonly string[]): string | undefined {
  const { QueryLanguage = "JSONPath, the default" } = definition;
  if (QueryLanguage !== "JSONata")
    return `The definition's QueryLanguage is ${textOf(QueryLanguage)}, which cannot be run here: write it in JSONata`;
  const states = statesOf(definition);
  const names = states.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) return `States of a state machine need names of their own: ${twice.join(", ")}`;
  const unknown = states.map(([name, state]) => cannotRun(name, state, resources)).find(Boolean);
  if (unknown !== undefined) return unknown;
  const faults = diagnose(JSON.stringify(definition)).map(({ code, message }) => `${code}: ${message}`);
  return faults.length > 0 ? `State machine definition is invalid: ${faults.join(", ")}` : undefined;
}
