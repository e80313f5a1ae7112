/** A JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for an object, not for a list or null. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
