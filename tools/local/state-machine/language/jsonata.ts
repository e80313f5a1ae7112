import jsonata, { type Expression } from "jsonata";
import { createHash, randomUUID } from "node:crypto";
import { isObject, parseExactly, type Json, type JsonObject } from "../../json";
import { StatesError } from "./states-error";

/** Values that expressions of a state can refer to. */
export interface Scope {
  /** The state's input, as it came. */
  readonly input: Json;
  readonly context: JsonObject;
  /** Of a state that has called something. */
  readonly result?: Json;
  /** Of a Catch. */
  readonly errorOutput?: Json;
}

/** An error of an expression, and the field that it stands in. */
export class QueryEvaluationError extends StatesError {
  constructor(
    cause: string,
    readonly location: string,
  ) {
    super("States.QueryEvaluationError", cause);
  }
}

const delimited = /^\{%([\s\S]*)%\}$/;

/** The expression of a text `{% expression %}`; undefined for other text. */
const expressionOf = (text: string): string | undefined => delimited.exec(text)?.[1]?.trim();

const algorithms = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"];

/** Developer guide, `States.Hash`, which `$hash` is the equivalent of. */
const longestHashed = 10_000;

function hash(data: string, algorithm: string): string {
  if (!algorithms.includes(algorithm)) throw new Error(`${algorithm} is none of ${algorithms.join(", ")}`);
  if (typeof data !== "string" || data.length > longestHashed)
    throw new Error(`Data of $hash must be a string of at most ${longestHashed} characters`);
  return createHash(algorithm.replace("-", "")).update(data).digest("hex");
}

const partition = (items: readonly Json[], size: number): Json[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Developer guide, `States.ArrayRange`, which `$range` is the equivalent of: at most 1,000 items. */
function range(first: number, last: number, step: number): number[] {
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (!(length <= 1_000)) throw new Error(`$range makes at most 1,000 numbers, not ${length}`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/**
 * Functions that Step Functions adds. Developer guide, "JSONata functions provided by Step Functions". `$eval` is not
 * supported there.
 */
const added: Readonly<Record<string, ((...given: never[]) => unknown) | undefined>> = {
  partition,
  range,
  hash,
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

/** Reason for which an `{% expression %}` in a value cannot be evaluated; undefined when all can. */
export function expressionFault(value: Json): string | undefined {
  if (typeof value === "object" && value !== null) return Object.values(value).map(expressionFault).find(Boolean);
  const expression = typeof value === "string" ? expressionOf(value) : undefined;
  try {
    if (expression !== undefined) expressionFor(expression);
    return undefined;
  } catch (error) {
    return `'${expression}' is no expression of JSONata: ${(error as Error).message}`;
  }
}

/**
 * A value with each `{% expression %}` in it evaluated. The package has the version of JSONata that Step Functions supports,
 * 2.0.6 (developer guide, "Transforming data with JSONata in Step Functions"): what later ones added would be refused in AWS.
 *
 * @param place where the value stands, as errors name it, e.g. `Arguments/FunctionName`
 * @throws QueryEvaluationError when an expression cannot be evaluated, or has no value that is JSON
 */
export async function evaluate(value: Json, place: string, scope: Scope): Promise<Json> {
  if (typeof value === "string") {
    const expression = expressionOf(value);
    return expression === undefined ? value : valueOf(expression, place, scope);
  }
  if (Array.isArray(value))
    return Promise.all((value as readonly Json[]).map((item, index) => evaluate(item, `${place}[${index}]`, scope)));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    async ([key, inner]) => [key, await evaluate(inner, `${place}/${key}`, scope)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function valueOf(text: string, place: string, states: Scope): Promise<Json> {
  const said = `The JSONata expression '${text}' specified for the field '${place}'`;
  const value = await run(text, states).catch((thrown: unknown) => {
    const { code = "", message } = thrown as { readonly code?: string; readonly message: string };
    throw new QueryEvaluationError(`${said} threw an error during evaluation. ${code && `${code}: `}${message}`, place);
  });
  if (value === undefined) throw new QueryEvaluationError(`${said} returned nothing (undefined).`, place);
  if (holdsFunction(value)) throw new QueryEvaluationError(`${said} returned an unsupported result type.`, place);
  // Without what JSONata notes down in the arrays it makes.
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Evaluates an expression; errors of compiling it are rejections too. */
const run = async (text: string, states: Scope): Promise<unknown> =>
  expressionFor(text).evaluate(undefined, { states }) as Promise<unknown>;

const holdsFunction = (value: unknown): boolean => {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  return "_jsonata_lambda" in value || "_jsonata_function" in value || Object.values(value).some(holdsFunction);
};
