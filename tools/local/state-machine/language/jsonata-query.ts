import { isObject, type Json, type JsonObject } from "../../json";
import { evaluateJsonata, expressionOf, queryError } from "./jsonata";
import type { Query, Scope, StateOutput } from "./query";

/** Part of `$states` besides the input and the context. */
interface Outcome {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

const statesOf = ({ input, context }: Scope, outcome: Outcome): JsonObject => ({ input, context, ...outcome });

/** A value with each `{% expression %}` in it evaluated. `place` is where the value stands, as errors name it. */
async function evaluated(value: Json, place: string, scope: Scope, outcome: Outcome = {}): Promise<Json> {
  if (typeof value === "string") {
    const expression = expressionOf(value);
    return expression === undefined
      ? value
      : evaluateJsonata(expression, place, statesOf(scope, outcome), scope.variables);
  }
  if (Array.isArray(value))
    return Promise.all(
      (value as readonly Json[]).map((item, index) => evaluated(item, `${place}[${index}]`, scope, outcome)),
    );
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await evaluated(inner, `${place}/${key}`, scope, outcome)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** `Output` and `Assign`; without an Output, what would be the output anyway. */
async function made(holder: JsonObject, scope: Scope, outcome: Outcome, otherwise: Json): Promise<StateOutput> {
  const { Output, Assign = {} } = holder;
  return {
    output: Output === undefined ? otherwise : await evaluated(Output, "Output", scope, outcome),
    assigned: (await evaluated(Assign, "Assign", scope, outcome)) as JsonObject,
  };
}

const given = (holder: JsonObject, name: string, scope: Scope, otherwise: Json): Promise<Json> =>
  holder[name] === undefined ? Promise.resolve(otherwise) : evaluated(holder[name], name, scope);

const typeOf = (value: Json): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** Developer guide, "Transforming data with JSONata in Step Functions". */
export const jsonataQuery: Query = {
  field: (holder, name, scope) => {
    const value = holder[name];
    return value === undefined ? Promise.resolve(undefined) : evaluated(value, name, scope);
  },
  arguments: (state, scope) => given(state, "Arguments", scope, scope.input),
  inner: (holder, _, scope) => given(holder, "Arguments", scope, {}),
  async items(state, scope) {
    const items = await given(state, "Items", scope, scope.input);
    const { Items } = state;
    const expression = typeof Items === "string" ? expressionOf(Items) : undefined;
    if (expression === undefined || Array.isArray(items)) return items;
    throw queryError(
      `The JSONata expression '${expression}' specified for the field 'Items' returned an unexpected result type. ` +
        `Expected 'array', but was '${typeOf(items)}' for value: ${JSON.stringify(items)}`,
      "Items",
    );
  },
  selected: (state, scope, item) => given(state, "ItemSelector", scope, item),
  output: (state, scope, result) => made(state, scope, { result }, result),
  passed: (state, scope) => made(state, scope, {}, scope.input),
  // A rule's own Output and Assign go before the state's.
  chosen: (rule, state, scope) => made({ ...state, ...rule }, scope, {}, scope.input),
  caught: (catcher, _, scope, errorOutput) => made(catcher, scope, { errorOutput }, errorOutput),
};
