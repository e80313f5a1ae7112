import * as v from "valibot";

/** One knob of the deployment. */
export interface Setting<Value> {
  /** Its purpose, a line. */
  readonly doc: string;
  /** The values it takes, in words. */
  readonly allowed: string;
  readonly default?: Value;
  readonly schema: v.GenericSchema<unknown, Value>;
  /** Makes of an environment variable's text what the schema checks. */
  readonly fromText: (text: string) => unknown;
}

interface About<Value> {
  readonly doc: string;
  readonly allowed: string;
  readonly default?: Value;
}

const asIs = (text: string): unknown => text;

// What is not JSON stays text: the schema rejects it, and the message shows what was given.
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A setting that is one string of a certain form. */
export const text = (pattern: RegExp, about: About<string>): Setting<string> => ({
  ...about,
  schema: v.pipe(v.string(), v.regex(pattern)),
  fromText: asIs,
});

function isTimezone(text: string): boolean {
  try {
    return /^[A-Z]/.test(text) && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}

/** A setting that is a name of the IANA time zone database. */
export const timezone = (about: Omit<About<string>, "allowed">): Setting<string> => ({
  ...about,
  allowed: "a name of the IANA time zone database, such as Europe/Berlin",
  schema: v.pipe(v.string(), v.check(isTimezone)),
  fromText: asIs,
});

/** A setting that is a whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number, about: Omit<About<number>, "allowed">): Setting<number> => ({
  ...about,
  allowed: `a whole number from ${minimum} to ${maximum}`,
  schema: v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum)),
  fromText: fromJson,
});

/** A setting that is one of `options`. */
export const oneOf = <const Option extends string | number>(
  options: readonly Option[],
  about: Omit<About<Option>, "allowed">,
): Setting<Option> => ({
  ...about,
  allowed: options.join(", "),
  schema: v.picklist(options),
  fromText: typeof options[0] === "number" ? fromJson : asIs,
});

/** A setting that is on or off. */
export const flag = (about: Omit<About<boolean>, "allowed">): Setting<boolean> => ({
  ...about,
  allowed: "true, false",
  schema: v.boolean(),
  fromText: fromJson,
});

const itemsOf = (text: string): string[] => text.split(",").map((item) => item.trim());

const allDifferent = <Item>(items: Item[]): boolean => new Set(items).size === items.length;

/** A setting that is a list of different strings; in an environment variable they are separated by commas. */
export const list = (
  [fewest, most]: readonly [number, number],
  pattern: RegExp,
  about: About<string[]>,
): Setting<string[]> => ({
  ...about,
  schema: v.pipe(
    v.array(v.pipe(v.string(), v.regex(pattern))),
    v.minLength(fewest),
    v.maxLength(most),
    v.check((items) => allDifferent(items)),
  ),
  fromText: itemsOf,
});

/** A setting that is a list of `options`, at least `fewest`, all different. */
export const someOf = <const Option extends number | string>(
  options: readonly Option[],
  fewest: number,
  about: Omit<About<Option[]>, "allowed">,
): Setting<Option[]> => ({
  ...about,
  allowed: `${fewest === 0 ? "any" : "one or more"} of ${options.join(", ")}, each once`,
  schema: v.pipe(
    v.array(v.picklist(options)),
    v.minLength(fewest),
    v.check((items) => allDifferent(items)),
  ),
  fromText: (text) => itemsOf(text).map(fromJson),
});

/** A setting that maps names to strings; in an environment variable it is a JSON object. */
export const map = (
  name: RegExp,
  value: RegExp,
  maxEntries: number,
  about: About<Record<string, string>>,
): Setting<Record<string, string>> => ({
  ...about,
  schema: v.pipe(
    v.record(v.pipe(v.string(), v.regex(name)), v.pipe(v.string(), v.regex(value))),
    v.maxEntries(maxEntries),
  ),
  fromText: fromJson,
});

/** A setting that may be left out. */
export const optional = <Value>(setting: Setting<Value>): Setting<Value | undefined> => ({
  ...(setting as Setting<Value | undefined>),
  schema: v.optional(setting.schema),
});
