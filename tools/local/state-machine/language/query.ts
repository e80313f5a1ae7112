import type { Json, JsonObject } from "../../json";

/** What expressions of a state can refer to. */
export interface Scope {
  /** The state's input, as it came. */
  readonly input: Json;
  readonly context: JsonObject;
  readonly variables: JsonObject;
}

/** What a state leaves. */
export interface StateOutput {
  readonly output: Json;
  /** Variables with their new values. */
  readonly assigned: JsonObject;
}

/**
 * A query language of Amazon States Language: how the fields of states are evaluated.
 *
 * Everything may throw a StatesError, `States.Runtime` or `States.QueryEvaluationError`.
 */
export interface Query {
  /** A field that is given as it is, or by an expression; undefined when it is not given. */
  field(holder: JsonObject, name: string, scope: Scope): Promise<Json | undefined>;
  /** What a Task or Parallel state takes. */
  arguments(state: JsonObject, scope: Scope): Promise<Json>;
  /** What an ItemReader or a ResultWriter takes. */
  inner(holder: JsonObject, state: JsonObject, scope: Scope): Promise<Json>;
  /** The list of a Map, before it is known to be one. */
  items(state: JsonObject, scope: Scope): Promise<Json>;
  /** The input of an item's iteration; the scope's context has the item. */
  selected(state: JsonObject, scope: Scope, item: Json): Promise<Json>;
  /** What a state makes of its result. */
  output(state: JsonObject, scope: Scope, result: Json): Promise<StateOutput>;
  /** What a Pass state makes of its `Result`, or of its input when it has none. */
  passed(state: JsonObject, scope: Scope, result: Json | undefined): Promise<StateOutput>;
  /** What a Choice state makes when a rule, or the state itself as the default, was chosen. */
  chosen(rule: JsonObject, state: JsonObject, scope: Scope): Promise<StateOutput>;
  /** What a catcher makes of an error. */
  caught(catcher: JsonObject, state: JsonObject, scope: Scope, error: JsonObject): Promise<StateOutput>;
}
