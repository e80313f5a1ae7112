import { isObject, type Json } from "../../json";
import { runtimeError } from "./states-error";

/** Beginnings of paths: `$` the data, `$$` the context object, `$name` a variable. */
export interface Roots {
  readonly data: Json;
  readonly context: Json;
  readonly variables: Readonly<Record<string, Json>>;
}

type Selector = { readonly name: string } | { readonly index: number } | "*" | Slice;
interface Slice {
  readonly from: number;
  readonly to: number;
}

interface Path {
  /** `$`, `$$` or `$name`. */
  readonly root: string;
  readonly steps: readonly (readonly Selector[])[];
  /** True for a path that leads to one value at most. */
  readonly isDefinite: boolean;
}

const rootPattern = /^\$(?:\$|[\p{L}_][\p{L}\p{N}_]*)?/u;
const stepPattern =
  /\.([\p{L}\p{N}_-]+|\*)|\[\s*([^\]'"]+?)\s*\]|\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\s*,\s*)+)\s*\]/uy;
const quotedPattern = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g;
const parsed = new Map<string, Path>();

/** A path of JsonPath as Amazon States Language uses it, but for filters and `..`, which no definition here has. */
export function parsePath(text: string): Path {
  const known = parsed.get(text);
  if (known) return known;
  const root = rootPattern.exec(text)?.[0];
  if (root === undefined) throw unknownPath(text);
  const steps: Selector[][] = [];
  stepPattern.lastIndex = root.length;
  while (stepPattern.lastIndex < text.length) {
    const match = stepPattern.exec(text);
    if (!match) throw unknownPath(text);
    const [, name, bare, quoted] = match;
    steps.push(selectorsOf(name, bare, quoted, text));
  }
  const isDefinite = steps.every(([first, ...others]) => others.length === 0 && isSingle(first));
  const path = { root, steps, isDefinite };
  parsed.set(text, path);
  return path;
}

const unknownPath = (text: string): Error => runtimeError(`The path '${text}' cannot be evaluated here.`);

const isSingle = (selector: Selector | undefined): boolean =>
  typeof selector === "object" && ("name" in selector || "index" in selector);

function selectorsOf(
  name: string | undefined,
  bare: string | undefined,
  quoted: string | undefined,
  text: string,
): Selector[] {
  if (name !== undefined) return [name === "*" ? "*" : { name }];
  if (quoted !== undefined)
    return [...quoted.matchAll(quotedPattern)].map(([, single, double]) => ({
      name: (single ?? double ?? "").replace(/\\(.)/g, "$1"),
    }));
  return (bare ?? "").split(",").map((part) => bareSelector(part.trim(), text));
}

function bareSelector(part: string, text: string): Selector {
  if (part === "*") return "*";
  if (/^-?\d+$/.test(part)) return { index: Number(part) };
  const [, from, to] = /^(-?\d*):(-?\d*)$/.exec(part) ?? [];
  if (from === undefined || to === undefined) throw unknownPath(text);
  return { from: from === "" ? 0 : Number(from), to: to === "" ? Infinity : Number(to) };
}

function selected(value: Json, selector: Selector): Json[] {
  if (selector === "*")
    return Array.isArray(value) ? [...(value as Json[])] : isObject(value) ? Object.values(value) : [];
  if ("name" in selector)
    return isObject(value) && Object.hasOwn(value, selector.name) ? [value[selector.name] as Json] : [];
  if (!Array.isArray(value)) return [];
  const list = value as readonly Json[];
  if ("index" in selector) {
    const item = list.at(selector.index);
    return item === undefined ? [] : [item];
  }
  return list.slice(selector.from, selector.to);
}

function rootOf({ data, context, variables }: Roots, root: string): Json | undefined {
  if (root === "$") return data;
  if (root === "$$") return context;
  const name = root.slice(1);
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

/**
 * Evaluates a path. One that leads to several places gives a list of what is there, which may be empty; one that leads to one
 * place gives what is there.
 *
 * @returns undefined when there is nothing
 */
export function readPath(text: string, roots: Roots): Json | undefined {
  const { root, steps, isDefinite } = parsePath(text);
  const start = rootOf(roots, root);
  if (start === undefined) return undefined;
  let values: readonly Json[] = [start];
  let isSure = true;
  for (const step of steps) {
    values = values.flatMap((value) => step.flatMap((selector) => selected(value, selector)));
    isSure &&= step.length === 1 && isSingle(step[0]);
    // JsonPath as Step Functions has it: what is absent before the first `*` is absent, not an empty list.
    if (isSure && values.length === 0) return undefined;
  }
  return isDefinite ? values[0] : values;
}

/**
 * The value with `inserted` at a reference path; objects on the way that are missing are made. Nothing given is changed.
 *
 * @throws StatesError `States.ResultPathMatchFailure` when something else is on the way
 */
export function writePath(text: string, value: Json, inserted: Json): Json {
  const { steps } = parsePath(text);
  return steps.reduceRight<(at: Json | undefined) => Json>(
    (next, [selector]) =>
      (at) => {
        if (typeof selector === "object" && "name" in selector && (at === undefined || isObject(at)))
          return { ...at, [selector.name]: next(at?.[selector.name]) };
        if (typeof selector === "object" && "index" in selector && Array.isArray(at) && selector.index < at.length)
          return (at as Json[]).with(selector.index, next((at as Json[])[selector.index]));
        throw matchFailure(text, value);
      },
    () => inserted,
  )(value);
}

const matchFailure = (text: string, value: Json): Error =>
  Object.assign(runtimeError(`Unable to apply the path '${text}' to ${JSON.stringify(value).slice(0, 500)}`), {
    name: "States.ResultPathMatchFailure",
  });
