import { isObject, textOf, type Json, type JsonObject } from "../../json";
import { readPath, type Roots } from "./path";
import { runtimeError } from "./states-error";

type Comparison = (value: Json, operand: Json) => boolean;

const isText = (value: Json): value is string => typeof value === "string";

/** RFC 3339 with an upper-case T, and Z or an offset. Amazon States Language, "Timestamps". */
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** True for a timestamp as states take it. */
export const isTimestamp = (value: Json | undefined): value is string =>
  typeof value === "string" && timestamp.test(value) && !Number.isNaN(Date.parse(value));

const ordered: Readonly<Record<string, (order: number) => boolean>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEquals: (order) => order >= 0,
};

/** Comparisons in order, of values of one type; of another type they do not hold. */
const comparisonsOf = <Value>(
  type: string,
  read: (value: Json) => Value | undefined,
  compare: (left: Value, right: Value) => number,
): [string, Comparison][] =>
  Object.entries(ordered).map(([name, holds]) => [
    `${type}${name}`,
    (value, operand) => {
      const [left, right] = [read(value), read(operand)];
      return left !== undefined && right !== undefined && holds(compare(left, right));
    },
  ]);

/** A `*` stands for any characters, unless a backslash is before it. */
const pattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split(/(\\[\\*]|\*)/)
      .map((part) => (part === "*" ? "[\\s\\S]*" : escaped(part)))
      .join("")}$`,
  );

const escaped = (part: string): string =>
  (/^\\[\\*]$/.test(part) ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const isOf =
  (holds: (value: Json) => boolean): Comparison =>
  (value, wanted) =>
    holds(value) === wanted;

const comparisons: Readonly<Record<string, Comparison>> = {
  ...Object.fromEntries([
    ...comparisonsOf(
      "String",
      (value) => (isText(value) ? value : undefined),
      (a, b) => (a < b ? -1 : Number(a > b)),
    ),
    ...comparisonsOf(
      "Numeric",
      (value) => (typeof value === "number" ? value : undefined),
      (a, b) => a - b,
    ),
    ...comparisonsOf(
      "Timestamp",
      (value) => (isTimestamp(value) ? Date.parse(value) : undefined),
      (a, b) => a - b,
    ),
  ]),
  BooleanEquals: (value, operand) => typeof value === "boolean" && value === operand,
  StringMatches: (value, operand) => isText(value) && isText(operand) && pattern(operand).test(value),
  IsNull: isOf((value) => value === null),
  IsString: isOf(isText),
  IsNumeric: isOf((value) => typeof value === "number"),
  IsBoolean: isOf((value) => typeof value === "boolean"),
  IsTimestamp: isOf(isTimestamp),
};

/** Comparisons of a rule, by name; each can have its operand by a path, under its name and `Path`. */
export const comparisonNames: readonly string[] = [...Object.keys(comparisons), "IsPresent"];

const names = (rule: JsonObject): string[] => Object.keys(rule);

/**
 * True when a rule of a Choice state holds for its input. Amazon States Language, "Choice State".
 *
 * @throws StatesError `States.Runtime` when a path but that of `IsPresent` leads nowhere
 */
export function ruleHolds(rule: JsonObject, roots: Roots): boolean {
  const { And, Or, Not } = rule;
  if (Array.isArray(And)) return (And as JsonObject[]).every((inner) => ruleHolds(inner, roots));
  if (Array.isArray(Or)) return (Or as JsonObject[]).some((inner) => ruleHolds(inner, roots));
  if (isObject(Not)) return !ruleHolds(Not, roots);
  const variable = textOf(rule["Variable"]);
  if (rule["IsPresent"] !== undefined) return (readPath(variable, roots) !== undefined) === rule["IsPresent"];
  const name = names(rule).find((key) => Object.hasOwn(comparisons, key.replace(/Path$/, "")));
  if (name === undefined) throw runtimeError(`The choice rule ${JSON.stringify(rule)} has no comparison.`);
  const operand = name.endsWith("Path") ? referenced(textOf(rule[name]), roots) : (rule[name] as Json);
  return comparisons[name.replace(/Path$/, "")]?.(referenced(variable, roots), operand) ?? false;
}

function referenced(path: string, roots: Roots): Json {
  const value = readPath(path, roots);
  if (value === undefined)
    throw runtimeError(`Invalid path '${path}': The choice state's condition path references an invalid value.`);
  return value;
}
