import { isObject, textOf, type Json, type JsonObject } from "../json";
import type { State } from "./definition";
import { jsonataQuery } from "./language/jsonata-query";
import { QueryEvaluationError } from "./language/jsonata";
import { jsonPathQuery } from "./language/json-path-query";
import type { Query, Scope, StateOutput } from "./language/query";
import { endsExecution, runtimeError, StatesError } from "./language/states-error";
import type { Branch } from "./run";

/** A state on its way. */
export interface Step {
  readonly name: string;
  readonly state: State;
  readonly query: Query;
  readonly scope: Scope;
  readonly branch: Branch;
}

/** Output of a state, and the state that follows unless it is the one that `Next` names. */
export interface Outcome extends StateOutput {
  readonly next?: string;
}

/** The state that a branch is at, as something to be run. */
export function stepOf(branch: Branch): Step {
  const { flow, checkpoint, run, map } = branch;
  const { state: name, input, variables, enteredTime = "" } = checkpoint;
  const state = flow.States[name];
  if (!state) throw runtimeError(`There is no state ${name}.`);
  const context = { ...run.context(), ...map, State: { Name: name, EnteredTime: enteredTime } };
  const language = textOf(state["QueryLanguage"] ?? branch.queryLanguage);
  const query = language === "JSONata" ? told(jsonataQuery, name, branch) : jsonPathQuery;
  return { name, state, query, scope: { input, context, variables }, branch };
}

/** The step with more in its context object, e.g. `RetryCount` in `State`. */
export function withContext(step: Step, more: JsonObject): Step {
  const context = { ...step.scope.context };
  for (const [key, value] of Object.entries(more))
    context[key] = isObject(value) && isObject(context[key]) ? { ...context[key], ...value } : value;
  return { ...step, scope: { ...step.scope, context } };
}

/** The Cause as AWS words it: with the state that the error happened in. */
const placed = (cause: string, name: string, { checkpoint }: Branch): string =>
  cause.startsWith(placedStart)
    ? cause
    : `${placedStart}'${name}' (entered at the event id #${checkpoint.enteredEventId ?? 0}). ${cause}`;

const placedStart = "An error occurred while executing the state ";

/** Errors of the execution itself say where they happened. */
export const withPlace = (error: StatesError, { name, branch }: Step): StatesError =>
  endsExecution(error) ? runtimeError(placed(error.message, name, branch)) : error;

/** A query language that writes into the history what could not be evaluated. */
const told = (query: Query, state: string, branch: Branch): Query =>
  new Proxy(query, {
    get: (target, method) => {
      const call = target[method as keyof Query].bind(target) as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) =>
        call(...given).catch((thrown: unknown) => {
          if (!(thrown instanceof QueryEvaluationError)) throw thrown;
          const { name: error, location } = thrown;
          const cause = placed(thrown.message, state, branch);
          branch.thread.write("EvaluationFailed", { evaluationFailedEventDetails: { state, error, cause, location } });
          throw new StatesError(error, cause);
        });
    },
  });

/**
 * A field that must be a whole number, 0 or more.
 *
 * @returns undefined when it is not given
 * @throws StatesError `States.Runtime`
 */
export async function wholeNumber({ query, state, scope }: Step, field: string): Promise<number | undefined> {
  const value = await query.field(state, field, scope);
  if (value === undefined) return undefined;
  const source = textOf(state[`${field}Path`] ?? state[field]);
  if (typeof value !== "number" || !Number.isInteger(value))
    throw runtimeError(
      `The ${field}Path field refers to value ${JSON.stringify(value)} which is not a valid integer: ${source}`,
    );
  if (value < 0) throw runtimeError(`${field} cannot be negative.`);
  return value;
}

/** The error of a value that is no list. */
export const noList = (value: Json): StatesError =>
  runtimeError(`Map state input must be an array but was: ${JSON.stringify(value)}`);
