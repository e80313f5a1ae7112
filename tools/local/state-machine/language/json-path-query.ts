import { isObject, textOf, type Json, type JsonObject } from "../../json";
import { callIntrinsic, isIntrinsic } from "./intrinsic";
import { readPath, writePath, type Roots } from "./path";
import type { Query, Scope } from "./query";
import { runtimeError } from "./states-error";

const rootsOf = (data: Json, { context, variables }: Scope): Roots => ({ data, context, variables });

/** Value at a path, where there must be one. */
function found(path: string, roots: Roots, missing: () => string): Json {
  const value = readPath(path, roots);
  if (value === undefined) throw runtimeError(missing());
  return value;
}

function templateValue(field: string, text: string, roots: Roots): Json {
  if (isIntrinsic(text)) return callIntrinsic(text, roots);
  return found(
    text,
    roots,
    () =>
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(roots.data)}'`,
  );
}

/** A payload template: fields whose names end with `.$` are paths or intrinsic functions, the others are as they are. */
function fromTemplate(template: Json, roots: Roots): Json {
  if (Array.isArray(template)) return (template as readonly Json[]).map((item) => fromTemplate(item, roots));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([field, value]) =>
      field.endsWith(".$")
        ? [field.slice(0, -2), templateValue(field, textOf(value), roots)]
        : [field, fromTemplate(value, roots)],
    ),
  );
}

/** `InputPath` and `OutputPath`: null stands for an empty object. */
function filtered(path: Json | undefined, data: Json, scope: Scope): Json {
  if (path === undefined) return data;
  if (path === null) return {};
  const text = textOf(path);
  return found(text, rootsOf(data, scope), () => `Invalid path '${text}' : No results for path: ${text}`);
}

/** `ResultPath`: null leaves the result out. */
function combined(path: Json | undefined, input: Json, result: Json): Json {
  if (path === undefined || path === "$") return result;
  return path === null ? input : writePath(textOf(path), input, result);
}

const assigned = (template: Json | undefined, data: Json, scope: Scope): JsonObject =>
  template === undefined ? {} : (fromTemplate(template, rootsOf(data, scope)) as JsonObject);

const effectiveInput = (state: JsonObject, scope: Scope): Json => filtered(state["InputPath"], scope.input, scope);

const argumentsFrom = (template: Json | undefined, state: JsonObject, scope: Scope): Json => {
  const input = effectiveInput(state, scope);
  return template === undefined ? input : fromTemplate(template, rootsOf(input, scope));
};

/** Amazon States Language, "Input and output processing", with JSONPath. */
export const jsonPathQuery: Query = {
  /* eslint-disable @typescript-eslint/require-await -- one shape for both languages */
  async field(state, name, scope) {
    const path = state[`${name}Path`];
    if (path === undefined) return state[name];
    const roots = rootsOf(effectiveInput(state, scope), scope);
    if (isIntrinsic(textOf(path))) return callIntrinsic(textOf(path), roots);
    return found(
      textOf(path),
      roots,
      () => `The ${name}Path parameter does not reference an input value: ${textOf(path)}`,
    );
  },
  async arguments(state, scope) {
    return argumentsFrom(state["Parameters"], state, scope);
  },
  async inner(holder, state, scope) {
    return argumentsFrom(holder["Parameters"] ?? {}, state, scope);
  },
  async items(state, scope) {
    return filtered(state["ItemsPath"], effectiveInput(state, scope), scope);
  },
  async selected(state, scope, item) {
    const template = state["ItemSelector"] ?? state["Parameters"];
    return template === undefined ? item : argumentsFrom(template, state, scope);
  },
  async output(state, scope, result) {
    const selector = state["ResultSelector"];
    const selected = selector === undefined ? result : fromTemplate(selector, rootsOf(result, scope));
    const whole = combined(state["ResultPath"], scope.input, selected);
    return {
      output: filtered(state["OutputPath"], whole, scope),
      assigned: assigned(state["Assign"], result, scope),
    };
  },
  async passed(state, scope, result) {
    // A Pass state's Result stands for what would be made of its input.
    return this.output(state, scope, result ?? argumentsFrom(state["Parameters"], state, scope));
  },
  async chosen(rule, state, scope) {
    const input = effectiveInput(state, scope);
    return { output: filtered(state["OutputPath"], input, scope), assigned: assigned(rule["Assign"], input, scope) };
  },
  async caught(catcher, _, scope, error) {
    return {
      output: combined(catcher["ResultPath"], scope.input, error),
      assigned: assigned(catcher["Assign"], error, scope),
    };
  },
  /* eslint-enable @typescript-eslint/require-await */
};
