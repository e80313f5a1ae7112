import jsonata, { type Expression } from "jsonata";
import { randomUUID } from "node:crypto";
import { parseExactly, type Json, type JsonObject } from "../../json";
import { hash, partition, range } from "./intrinsic-functions";
import { StatesError } from "./states-error";

/** An error of an expression, and the field that it stands in. */
export class QueryEvaluationError extends StatesError {
  constructor(
    cause: string,
    readonly location: string,
  ) {
    super("States.QueryEvaluationError", cause);
  }
}

export const queryError = (cause: string, location: string): QueryEvaluationError =>
  new QueryEvaluationError(cause, location);

const delimited = /^\{%([\s\S]*)%\}$/;

/** The expression of a text `{% expression %}`; undefined for other text. */
export const expressionOf = (text: string): string | undefined => delimited.exec(text)?.[1]?.trim();

/**
 * Functions that Step Functions adds. Developer guide, "JSONata functions provided by Step Functions". `$eval` is not
 * supported there.
 */
const added: Readonly<Record<string, ((...given: never[]) => unknown) | undefined>> = {
  partition: (items: readonly Json[], size: number) => partition(items, size),
  range: (first: number, last: number, step: number) => range(first, last, step),
  hash: (data: string, algorithm: string) => hash(data, algorithm),
  uuid: () => randomUUID(),
  parse: parseExactly,
  eval: undefined,
};

const compiled = new Map<string, Expression>();

function expressionFor(text: string): Expression {
  const known = compiled.get(text);
  if (known) return known;
  const expression = jsonata(text);
  for (const [name, call] of Object.entries(added)) expression.assign(name, call);
  compiled.set(text, expression);
  return expression;
}

/** Compiles each `{% expression %}` in a value. @throws Error that says what is wrong with one */
export function checkExpressions(value: Json): void {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(checkExpressions);
  const expression = typeof value === "string" ? expressionOf(value) : undefined;
  if (expression === undefined) return;
  try {
    expressionFor(expression);
  } catch (error) {
    throw new Error(`'${expression}' is no expression of JSONata: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Evaluates an expression of JSONata. The package has the version that Step Functions supports, 2.0.6 (developer guide,
 * "Transforming data with JSONata in Step Functions"): what later ones added would be refused in AWS.
 *
 * @param place where the expression stands, e.g. `Arguments/FunctionName`
 * @param states what `$states` is
 * @throws QueryEvaluationError when it cannot be evaluated, or has no value that is JSON
 */
export async function evaluateJsonata(
  text: string,
  place: string,
  states: JsonObject,
  variables: JsonObject,
): Promise<Json> {
  const said = `The JSONata expression '${text}' specified for the field '${place}'`;
  const value = await evaluated(text, { ...variables, states }).catch((thrown: unknown) => {
    const { code = "", message } = thrown as { readonly code?: string; readonly message: string };
    throw queryError(`${said} threw an error during evaluation. ${code && `${code}: `}${message}`, place);
  });
  if (value === undefined) throw queryError(`${said} returned nothing (undefined).`, place);
  if (holdsFunction(value)) throw queryError(`${said} returned an unsupported result type.`, place);
  // Without what JSONata notes down in the arrays it makes.
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Evaluates an expression; errors of compiling it are rejections too. */
const evaluated = async (text: string, bindings: JsonObject): Promise<unknown> =>
  expressionFor(text).evaluate(undefined, bindings) as Promise<unknown>;

const holdsFunction = (value: unknown): boolean => {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  return "_jsonata_lambda" in value || "_jsonata_function" in value || Object.values(value).some(holdsFunction);
};
