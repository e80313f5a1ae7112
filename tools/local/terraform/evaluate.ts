import type { Expression } from "./expression";
import type { TerraformFunctions } from "./functions";
import { isObject, textOf, type Json } from "../json";

/** Something in a configuration whose attributes are worked out when asked for: a resource, or a group of them. */
export interface Node {
  readonly address: string;
  /** @throws Error naming the address and the attribute when there is none */
  attribute(name: string): Value;
}

export type Value = Json | Node;

/** The meanings of names and functions in an expression. */
export interface Scope {
  readonly root: Node;
  readonly functions: TerraformFunctions;
}

const isNode = (value: Value): value is Node => isObject(value) && typeof value["attribute"] === "function";

/**
 * The value of an expression.
 *
 * @throws Error naming what could not be resolved
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const json = (inner: Expression): Json => evaluateToJson(inner, scope);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "template":
      return expression.parts.map((part) => textOf(json(part))).join("");
    case "list":
      return expression.items.map(json);
    case "object":
      return Object.fromEntries(expression.entries.map(([key, value]) => [textOf(json(key)), json(value)]));
    case "call":
      return callOf(expression.name, scope)(...(expression.parameters.map(json) as never[]));
    case "root":
      return scope.root.attribute(expression.name);
    case "attribute":
      return attributeOf(evaluate(expression.of, scope), expression.name);
    case "index":
      return attributeOf(evaluate(expression.of, scope), textOf(json(expression.index)));
  }
}

/** The value of an expression that must not be a resource as a whole. */
export function evaluateToJson(expression: Expression, scope: Scope): Json {
  const value = evaluate(expression, scope);
  if (isNode(value)) throw new Error(`${value.address} is used as a whole, name an attribute of it`);
  return value;
}

function attributeOf(value: Value, name: string): Value {
  if (isNode(value)) return value.attribute(name);
  const found = (value as Record<string, Json | undefined> | null)?.[name];
  if (found === undefined) throw new Error(`There is no "${name}" in ${JSON.stringify(value)}`);
  return found;
}

function callOf(name: string, { functions }: Scope) {
  const found = functions[name];
  if (!found)
    throw new Error(`The Terraform function ${name}() is not known here, known: ${Object.keys(functions).join(", ")}`);
  return found;
}
