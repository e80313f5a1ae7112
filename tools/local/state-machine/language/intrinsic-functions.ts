import { createHash, randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { isObject, parseExactly, type Json, type JsonObject } from "../../json";

/** Takes the arguments, and throws an Error that says which of them it does not take. */
type IntrinsicFunction = (given: readonly Json[]) => Json;

/** Developer guide, "Intrinsic functions for JSONPath states": limits of each function. */
const [longestText, longestRange] = [10_000, 1_000];
const [lowestInteger, highestInteger] = [-(2 ** 31), 2 ** 31 - 1];

const fault = (what: string, value: Json | undefined): Error =>
  new Error(`${what} expected, but was ${value === undefined ? "missing" : JSON.stringify(value).slice(0, 200)}`);

const checked =
  <Value extends Json>(what: string, holds: (value: Json) => boolean) =>
  (value: Json | undefined): Value => {
    if (value === undefined || !holds(value)) throw fault(what, value);
    return value as Value;
  };

const text = checked<string>("A string", (value) => typeof value === "string");
const shortText = checked<string>(
  `A string of at most ${longestText} characters`,
  (value) => typeof value === "string" && value.length <= longestText,
);
const list = checked<readonly Json[]>("An array", Array.isArray);
const object = checked<JsonObject>("An object", isObject);
const number = checked<number>("A number", (value) => typeof value === "number");
/** Recorded: halves are rounded up. */
const integer = (value: Json | undefined): number => {
  const rounded = Math.round(number(value)) + 0;
  if (rounded < lowestInteger || rounded > highestInteger) throw fault("An integer of 32 bits", value);
  return rounded;
};
const positive = (value: Json | undefined): number => {
  const given = integer(value);
  if (given < 1) throw fault("A positive integer", value);
  return given;
};

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** A digest in hexadecimal characters, as `States.Hash` and JSONata's `$hash` give it. */
export function hash(data: string, algorithm: string): string {
  const known = Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm] : undefined;
  if (known === undefined) throw fault(`One of ${Object.keys(algorithms).join(", ")}`, algorithm);
  return createHash(known).update(data).digest("hex");
}

/** Parts of a list, each of `size`, the last one of what is left. */
export const partition = (items: readonly Json[], size: number): Json[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Numbers from `first` to at most `last`. */
export function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw fault("A step other than 0", step);
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > longestRange) throw new Error(`At most ${longestRange} items expected, but were ${length}`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/**
 * An argument as part of a text. Recorded executions write objects as Java does (`{a=1}`), which no reader of the text
 * expects, and the guide does not say so: here it is an error.
 */
const formatted = (value: Json): string => {
  if (typeof value === "object" && value !== null) throw fault("A string, number, boolean or null", value);
  return String(value);
};

const format: IntrinsicFunction = ([template, ...values]) => {
  const parts = text(template).split(/(\\[\\'{}]|\{\})/);
  const places = parts.filter((part) => part === "{}").length;
  if (places !== values.length) throw new Error(`${places} arguments expected, but were ${values.length}`);
  const rest = values.values();
  return parts
    .map((part) => {
      if (part === "{}") return formatted(rest.next().value as Json);
      return /^\\[\\'{}]$/.test(part) ? part.slice(1) : part;
    })
    .join("");
};

/** Splits at each character of the separator; empty parts are left out (recorded). */
const stringSplit: IntrinsicFunction = ([given, separator]) => {
  const separators = new Set(text(separator));
  const parts: string[] = [""];
  for (const character of text(given))
    if (separators.has(character)) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  return parts.filter((part) => part !== "");
};

/** Recorded: blank text is null. */
const stringToJson: IntrinsicFunction = ([given]) => {
  if (text(given).trim() === "") return null;
  try {
    return parseExactly(text(given));
  } catch (error) {
    throw error instanceof SyntaxError ? fault("JSON", given) : error;
  }
};

const jsonMerge: IntrinsicFunction = ([first, second, isDeep]) => {
  if (isDeep !== false) throw fault("false, since only shallow merging is supported,", isDeep);
  return { ...object(first), ...object(second) };
};

const getItem: IntrinsicFunction = ([items, index]) => {
  const item = list(items)[number(index)];
  if (item === undefined) throw fault(`An index below ${list(items).length}`, index);
  return item;
};

const random: IntrinsicFunction = ([from, to, seed]) => {
  const [lowest, highest] = [integer(from), integer(to)];
  const fraction =
    seed === undefined ? Math.random() : parseInt(hash(String(integer(seed)), "MD5").slice(0, 8), 16) / 2 ** 32;
  return lowest + Math.floor(fraction * (highest - lowest));
};

/** The intrinsic functions, by name. */
export const functions: Readonly<Record<string, IntrinsicFunction>> = {
  "States.Array": (items) => [...items],
  "States.ArrayPartition": ([items, size]) => partition(list(items), positive(size)),
  "States.ArrayContains": ([items, wanted]) => list(items).some((item) => isDeepStrictEqual(item, wanted)),
  "States.ArrayRange": ([first, last, step]) => range(integer(first), integer(last), integer(step)),
  "States.ArrayGetItem": getItem,
  "States.ArrayLength": ([items]) => list(items).length,
  "States.ArrayUnique": ([items]) => [...new Map(list(items).map((item) => [JSON.stringify(item), item])).values()],
  "States.Base64Encode": ([data]) => Buffer.from(shortText(data), "utf8").toString("base64"),
  "States.Base64Decode": ([data]) => Buffer.from(shortText(data), "base64").toString("utf8"),
  "States.Format": format,
  "States.Hash": ([data, algorithm]) => hash(shortText(data), text(algorithm)),
  "States.JsonMerge": jsonMerge,
  "States.JsonToString": ([value]) => JSON.stringify(value),
  "States.MathAdd": ([left, right]) => integer(integer(left) + integer(right)),
  "States.MathRandom": random,
  "States.StringSplit": stringSplit,
  "States.StringToJson": stringToJson,
  "States.UUID": () => randomUUID(),
};
