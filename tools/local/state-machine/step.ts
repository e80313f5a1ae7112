import { isObject, textOf, type Json, type JsonObject } from "../json";
import type { State } from "./definition";
import { evaluate, QueryEvaluationError, type Scope } from "./language/jsonata";
import { endsExecution, StatesError } from "./language/states-error";
import type { Branch } from "./branch";

/** A state on its way. */
export interface Step {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
  readonly branch: Branch;
}

/** Result of a call, or a caught error, for the expressions that may name it. */
type Known = Pick<Scope, "result" | "errorOutput">;

/** End of a state. */
export interface Outcome {
  readonly output: Json;
  /** Variables with their new values. */
  readonly assigned: JsonObject;
  /** The state that follows, unless it is the one that `Next` names. */
  readonly next?: string;
}

/** The step with more in its context object, e.g. `RetryCount` in `State`. */
export function withContext(step: Step, more: JsonObject): Step {
  const context = { ...step.scope.context };
  for (const [key, value] of Object.entries(more))
    context[key] = isObject(value) && isObject(context[key]) ? { ...context[key], ...value } : value;
  return { ...step, scope: { ...step.scope, context } };
}

const placedStart = "An error occurred while executing the state ";

/** The Cause as AWS words it: with the state that the error happened in. */
const placed = (cause: string, { name, branch: { checkpoint } }: Step): string =>
  cause.startsWith(placedStart)
    ? cause
    : `${placedStart}'${name}' (entered at the event id #${checkpoint.enteredEventId ?? 0}). ${cause}`;

/** Errors of the execution itself say where they happened. */
export const withPlace = (error: StatesError, step: Step): StatesError =>
  endsExecution(error) ? new StatesError("States.Runtime", placed(error.message, step)) : error;

/** Writes into the history that an expression could not be evaluated. @returns the state's error */
function told(step: Step, { name: error, message, location }: QueryEvaluationError): StatesError {
  const cause = placed(message, step);
  step.branch.write("EvaluationFailed", {
    evaluationFailedEventDetails: { state: step.name, error, cause, location },
  });
  return new StatesError(error, cause);
}

/**
 * A field with each expression in it evaluated.
 *
 * @param holder what has the field. @default the state
 * @returns undefined when it is not given
 * @throws StatesError `States.QueryEvaluationError`
 */
export async function field(
  step: Step,
  name: string,
  holder: JsonObject = step.state,
  known: Known = {},
): Promise<Json | undefined> {
  const value = holder[name];
  if (value === undefined) return undefined;
  return evaluate(value, name, { ...step.scope, ...known }).catch((error: unknown) => {
    throw error instanceof QueryEvaluationError ? told(step, error) : error;
  });
}

/** Calls the service that a state, its reader or its writer names as its `Resource`. @throws StatesError of the service */
export async function callService({ branch: { run } }: Step, { Resource }: JsonObject, given: Json): Promise<Json> {
  const call = run.integrations[textOf(Resource)];
  if (!call) throw new Error(`${textOf(Resource)} cannot be run here`);
  return call(given);
}

/** The arguments of a Task or Parallel state. */
export async function argumentsOf(step: Step): Promise<Json> {
  const given = await field(step, "Arguments");
  return given === undefined ? step.scope.input : given;
}

/**
 * The end of a state by its `Output` and `Assign`.
 *
 * @param otherwise the output of one that has no `Output`
 * @param holder what has them. @default the state
 */
export async function ended(
  step: Step,
  otherwise: Json,
  known: Known = {},
  holder: JsonObject = step.state,
): Promise<Outcome> {
  const output = await field(step, "Output", holder, known);
  const assigned = (await field(step, "Assign", holder, known)) ?? {};
  return { output: output === undefined ? otherwise : output, assigned: assigned as JsonObject };
}

interface Types {
  readonly array: readonly Json[];
  readonly boolean: boolean;
  readonly number: number;
  readonly string: string;
}

const typeOf = (value: Json): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/**
 * A field that must have values of one type. Amazon States Language, "States.QueryEvaluationError": "an incorrectly typed result".
 *
 * @throws StatesError `States.QueryEvaluationError`
 */
export async function typed<Type extends keyof Types>(
  step: Step,
  name: string,
  type: Type,
  holder: JsonObject = step.state,
): Promise<Types[Type] | undefined> {
  const value = await field(step, name, holder);
  if (value === undefined || typeOf(value) === type) return value as Types[Type] | undefined;
  const expression = JSON.stringify(holder[name]).replace(/^"\{%\s*|\s*%\}"$/g, "");
  const fault =
    `The JSONata expression '${expression}' specified for the field '${name}' returned an unexpected result type. ` +
    `Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`;
  throw told(step, new QueryEvaluationError(fault, name));
}

/** A field that must be a whole number, 0 or more. @throws StatesError `States.QueryEvaluationError` */
export async function wholeNumber(step: Step, name: string): Promise<number | undefined> {
  const value = await typed(step, name, "number");
  if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
  const fault = value < 0 ? "references a negative value" : "cannot be parsed as a long value";
  throw told(step, new QueryEvaluationError(`The ${name} ${fault}: ${value}`, name));
}
