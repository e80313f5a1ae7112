/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for an object, not for a list or null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A string of JSON, or a number outside of one. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON whose integers are kept exactly, as AWS keeps them.
 *
 * @throws Error for what is no JSON, and for an integer above 2^53, which JavaScript would round
 */
export function parseExactly(text: string): Json {
  const parsed = JSON.parse(text) as Json;
  const rounded = text
    .match(stringOrNumber)
    ?.find((part) => /^-?\d+$/.test(part) && !Number.isSafeInteger(Number(part)));
  if (rounded === undefined) return parsed;
  throw new Error(`${rounded} is above 2^53, and would be rounded here: AWS keeps it. Give it as a string.`);
}

/**
 * A value as part of a string.
 *
 * @throws Error for a list or an object
 */
export function textOf(value: Json | undefined): string {
  if (value === undefined || typeof value === "object")
    throw new Error(`${JSON.stringify(value)} cannot be part of a string`);
  return String(value);
}
