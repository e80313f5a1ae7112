import type { Json } from "../../json";
import { functions } from "./intrinsic-functions";
import { parsePath, readPath, type Roots } from "./path";
import { runtimeError } from "./states-error";

type Argument = { readonly literal: Json } | { readonly path: string } | Call;

interface Call {
  readonly name: string;
  readonly given: readonly Argument[];
}

const parsed = new Map<string, Call>();

const tokens = {
  open: /\s*(States\.[A-Za-z0-9]+)\s*\(\s*/y,
  close: /\s*\)/y,
  comma: /\s*,\s*/y,
  text: /'((?:[^'\\]|\\.)*)'/y,
  literal: /(?:null|true|false|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,)])/y,
  path: /\$(?:\[[^\]]*\]|[^\s,()[\]])*/y,
} as const;

/** Reads a call of intrinsic functions, from left to right. */
class Parser {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Call {
    const call = this.call();
    if (!call || this.text.slice(this.at).trim() !== "") throw this.fault();
    return call;
  }

  private call(): Call | undefined {
    const name = this.take(tokens.open)?.[1];
    if (name === undefined) return undefined;
    const given: Argument[] = [];
    while (!this.take(tokens.close)) {
      if (given.length > 0 && !this.take(tokens.comma)) throw this.fault();
      given.push(this.argument());
    }
    return { name, given };
  }

  private argument(): Argument {
    const text = this.take(tokens.text);
    if (text) return { literal: text[1] ?? "" };
    const literal = this.take(tokens.literal);
    if (literal) return { literal: JSON.parse(literal[0]) as Json };
    const path = this.take(tokens.path);
    if (path) return { path: path[0] };
    const call = this.call();
    if (call) return call;
    throw this.fault();
  }

  private take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.at;
    const match = token.exec(this.text) ?? undefined;
    this.at += match?.[0].length ?? 0;
    return match;
  }

  private fault(): Error {
    return runtimeError(`'${this.text}' is no intrinsic function that can be called: see character ${this.at + 1}.`);
  }
}

/** True for text that calls an intrinsic function. */
export const isIntrinsic = (text: string): boolean => text.startsWith("States.");

/**
 * Calls intrinsic functions, the inner ones first. Developer guide, "Intrinsic functions for JSONPath states".
 *
 * @throws StatesError `States.Runtime` for an argument that is missing or of the wrong type
 */
export const callIntrinsic = (text: string, roots: Roots): Json => evaluated(callOf(text), roots, text);

/**
 * Looks at a call without making it.
 *
 * @throws StatesError `States.Runtime` for text that is no call, a function that is not known here, and a path that is not
 */
export function checkIntrinsic(text: string): void {
  const check = (argument: Argument): void => {
    if ("path" in argument) parsePath(argument.path);
    if (!("name" in argument)) return;
    functionOf(argument, text);
    argument.given.forEach(check);
  };
  check(callOf(text));
}

function callOf(text: string): Call {
  const call = parsed.get(text) ?? new Parser(text).whole();
  parsed.set(text, call);
  return call;
}

function functionOf({ name }: Call, text: string) {
  const call = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!call) throw runtimeError(`There is no intrinsic function ${name}: '${text}'.`);
  return call;
}

function evaluated(called: Call, roots: Roots, text: string): Json {
  const { name, given } = called;
  const call = functionOf(called, text);
  const values = given.map((argument, index) =>
    valueOf(argument, roots, text, name === "States.Format" && index === 0),
  );
  try {
    return call(values);
  } catch (error) {
    throw runtimeError(`The function '${text}' had the following error: ${(error as Error).message}`);
  }
}

function valueOf(argument: Argument, roots: Roots, text: string, isTemplate: boolean): Json {
  if ("name" in argument) return evaluated(argument, roots, text);
  if ("literal" in argument)
    return typeof argument.literal === "string" && !isTemplate ? unescaped(argument.literal) : argument.literal;
  const value = readPath(argument.path, roots);
  if (value !== undefined) return value;
  throw runtimeError(
    `The function '${text}' had the following error: The JsonPath argument for the field '${argument.path}' could not be found in the input.`,
  );
}

/** A literal's `\'`, `\{`, `\}` and `\\`. */
const unescaped = (text: string): string => text.replace(/\\(['{}\\])/g, "$1");
