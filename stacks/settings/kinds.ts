import * as v from "valibot";

/**
 * A kind of setting. Its description has the values that it takes, in words.
 *
 * @returns the setting with a default, without which it may be left out
 */
const setting =
  <Value>(allowed: string, schema: v.GenericSchema<Value>) =>
  <Default extends Value | undefined = undefined>(byDefault?: Default) =>
    v.pipe(v.optional(schema, byDefault as Default), v.description(allowed));

/** A setting that is one string of a certain form. */
export const text = (pattern: RegExp, allowed: string) => setting(allowed, v.pipe(v.string(), v.regex(pattern)));

function isTimezone(text: string): boolean {
  try {
    return /^[A-Z]/.test(text) && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}

/** A setting that is a name of the IANA time zone database. */
export const timezone = setting(
  "a name of the IANA time zone database, such as Europe/Berlin",
  v.pipe(v.string(), v.check(isTimezone)),
);

/** A setting that is a whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number) =>
  setting(
    `a whole number from ${minimum} to ${maximum}`,
    v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum)),
  );

/** A setting that is one of `options`. */
export const oneOf = <const Option extends string | number>(options: readonly Option[]) =>
  setting<Option>(options.join(", "), v.picklist(options));

/** A setting that is on or off. */
export const flag = setting("true, false", v.boolean());

const different = <Item>(item: v.GenericSchema<Item>, fewest: number, most = Infinity) =>
  v.pipe(
    v.array(item),
    v.minLength(fewest),
    v.maxLength(most),
    v.check((items) => new Set(items).size === items.length),
  );

/** A setting that is a list of different strings. */
export const list = ([fewest, most]: readonly [number, number], pattern: RegExp, allowed: string) =>
  setting(allowed, different(v.pipe(v.string(), v.regex(pattern)), fewest, most));

/** A setting that is a list of `options`, at least `fewest`, all different. */
export const someOf = <const Option extends number | string>(options: readonly Option[], fewest: 0 | 1) =>
  setting<Option[]>(
    `${fewest === 0 ? "any" : "one or more"} of ${options.join(", ")}, each once`,
    different(v.picklist(options), fewest),
  );

/** A setting that maps names to strings. */
export const map = (name: RegExp, value: RegExp, maxEntries: number, allowed: string) =>
  setting<Record<string, string>>(
    allowed,
    v.pipe(v.record(v.pipe(v.string(), v.regex(name)), v.pipe(v.string(), v.regex(value))), v.maxEntries(maxEntries)),
  );
