import type { Json, JsonObject } from "../../json";

/** Values that expressions of a state can refer to. */
export interface Scope {
  /** The state's input, as it came. */
  readonly input: Json;
  readonly context: JsonObject;
  readonly variables: JsonObject;
}

/** Output of a state, and variables that it assigns. */
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
  /** The arguments of a Task or Parallel state. */
  arguments(state: JsonObject, scope: Scope): Promise<Json>;
  /** The arguments of an ItemReader or a ResultWriter. */
  inner(holder: JsonObject, state: JsonObject, scope: Scope): Promise<Json>;
  /** The list of a Map, before it is known to be one. */
  items(state: JsonObject, scope: Scope): Promise<Json>;
  /** The input of an item's iteration; the scope's context has the item. */
  selected(state: JsonObject, scope: Scope, item: Json): Promise<Json>;
  /** The output of a state with this result. */
  output(state: JsonObject, scope: Scope, result: Json): Promise<StateOutput>;
  /** The output of a Pass state with this `Result`, or of its input when it has none. */
  passed(state: JsonObject, scope: Scope, result: Json | undefined): Promise<StateOutput>;
  /** The output of a Choice state when a rule, or its default, was chosen. */
  chosen(rule: JsonObject, state: JsonObject, scope: Scope): Promise<StateOutput>;
  /** The output of a state whose error a catcher caught. */
  caught(catcher: JsonObject, state: JsonObject, scope: Scope, error: JsonObject): Promise<StateOutput>;
}
