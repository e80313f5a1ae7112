import { refusal } from "./errors";
import { bytesOf } from "./utf8";
import { brokenArgument, brokenText, oneOf, type ObjectRule, type Rule, type RuleOf } from "./rules";

type JsonObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Numbers have the 15 digits that JSONata's `$string` writes: pattern 2 refuses in the same words. */
const rounded = (_key: string, part: unknown): unknown =>
  typeof part === "number" ? Number(part.toPrecision(15)) : part;

/** A value as JSON. One that is nested too deep for the stack is shown by its first bracket. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, rounded);
  } catch (error) {
    if (error instanceof RangeError) return Array.isArray(value) ? "[…" : "{…";
    throw error;
  }
}

/** A refused value, as JSON, cut where it is long. */
function shown(value: unknown): string {
  const characters = Array.from(jsonOf(value));
  return characters.length <= refusal.valueCharacters
    ? characters.join("")
    : `${characters.slice(0, refusal.valueCharacters).join("")}…`;
}

const textPasses = ({ matches, plain, maxBytes }: RuleOf<"text">, value: string): boolean =>
  (matches?.test(value) ?? true) &&
  !(plain && brokenText.test(value)) &&
  (maxBytes === undefined || bytesOf(value) <= maxBytes);

const isArgument = (value: unknown): boolean => typeof value === "string" && !brokenArgument.test(value);

/** True for one of the numbers that are offered, or where nothing is, since the other attribute is at fault. */
function isOffered({ by, offers }: RuleOf<"offered">, value: unknown, of: JsonObject): boolean {
  const offered = offers[String(of[by])];
  return offered === undefined || offered.includes(value as number);
}

/** True for a value that a rule takes, as far as it can be told without looking into it. @param of the object it is of */
function passes(rule: Exclude<Rule, RuleOf<"nested" | "variant">>, value: unknown, of: JsonObject): boolean {
  switch (rule.type) {
    case "text":
      return typeof value === "string" && textPasses(rule, value);
    case "whole":
      return Number.isInteger(value) && Number(value) >= rule.minimum && Number(value) <= rule.maximum;
    case "option":
      return rule.options.includes(value as string | number);
    case "offered":
      return isOffered(rule, value, of);
    case "texts":
      return Array.isArray(value) && value.length > 0 && value.every(isArgument);
    case "map":
      return isObject(value);
    case "list":
      return Array.isArray(value) && value.length > 0;
  }
}

/** Faults of the value of one attribute, a line each. */
export function ruleFaults(rule: Rule, value: unknown, path: string, of: JsonObject = {}): string[] {
  if (rule.type === "nested") return objectFaults(rule.of, value, path);
  if (rule.type === "variant") return variantFaults(rule, value, path);
  if (!passes(rule, value, of)) return [`${path}: ${rule.must}, received ${shown(value)}`];
  if (rule.type === "list")
    return (value as readonly unknown[]).flatMap((item, index) => objectFaults(rule.of, item, `${path}[${index}]`));
  if (rule.type !== "map") return [];
  return Object.entries(value as JsonObject).flatMap(([name, item]) => mapFaults(rule, name, item, `${path}.${name}`));
}

function mapFaults(
  { names, reserved, reservedMust, valueMust }: RuleOf<"map">,
  name: string,
  value: unknown,
  path: string,
) {
  if (!textPasses(names, name)) return [`${path}: ${names.must}`];
  if (reserved.includes(name)) return [`${path}: ${reservedMust}`];
  return isArgument(value) ? [] : [`${path}: ${valueMust}, received ${shown(value)}`];
}

function variantFaults({ by, of }: RuleOf<"variant">, value: unknown, path: string): string[] {
  const kinds = Object.keys(of);
  const one: ObjectRule = { name: "", required: [by], attributes: { [by]: oneOf(kinds) } };
  const faults = objectFaults(one, isObject(value) ? onlyOf(value, by) : value, path);
  if (faults.length > 0) return faults;
  return objectFaults(of[(value as Readonly<Record<string, string>>)[by] ?? ""] as ObjectRule, value, path);
}

const has = (value: JsonObject, key: string): boolean => Object.hasOwn(value, key);

const onlyOf = (value: JsonObject, key: string): JsonObject => (has(value, key) ? { [key]: value[key] } : {});

/**
 * Faults of a value that should be an object of this kind, a line each: the path, as one would write it in code,
 * and the rule in words.
 *
 * @param value any JSON value
 * @param path of the value; empty for one that is not part of another
 */
export function objectFaults(
  { name, required, attributes, partners = {} }: ObjectRule,
  value: unknown,
  path = "",
): string[] {
  if (!isObject(value)) return [`${path || name}: must be an object, received ${shown(value)}`];
  const at = (key: string): string => [path, key].filter(Boolean).join(".") || name;
  return [
    ...Object.entries(attributes).flatMap(([key, rule]) => {
      if (has(value, key)) return ruleFaults(rule, value[key], at(key), value);
      if (required.includes(key)) return [`${at(key)}: is missing`];
      const partner = partners[key];
      return partner !== undefined && has(value, partner) ? [`${at(key)}: is missing, and goes with ${partner}`] : [];
    }),
    ...Object.keys(value)
      .filter((key) => !has(attributes, key))
      .map((key) => `${at(key)}: is not an attribute of this ${name}`),
  ];
}
