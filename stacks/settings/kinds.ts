import * as v from "valibot";

/** One knob of the deployment. */
export interface Setting<Value> {
  /** Its purpose, a line. */
  readonly doc: string;
  readonly default?: Value;
  /** The values it takes, in words. */
  readonly allowed: string;
  readonly schema: v.GenericSchema<unknown, Value>;
}

type InWords<Value> = Omit<Setting<Value>, "schema">;
type About<Value> = Omit<InWords<Value>, "allowed">;

/** A setting that is one string of a certain form. */
export const text = (pattern: RegExp, about: InWords<string>): Setting<string> => ({
  ...about,
  schema: v.pipe(v.string(), v.regex(pattern)),
});

function isTimezone(text: string): boolean {
  try {
    return /^[A-Z]/.test(text) && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}

/** A setting that is a name of the IANA time zone database. */
export const timezone = (about: About<string>): Setting<string> => ({
  ...about,
  allowed: "a name of the IANA time zone database, such as Europe/Berlin",
  schema: v.pipe(v.string(), v.check(isTimezone)),
});

/** A setting that is a whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number, about: About<number>): Setting<number> => ({
  ...about,
  allowed: `a whole number from ${minimum} to ${maximum}`,
  schema: v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum)),
});

/** A setting that is one of `options`. */
export const oneOf = <const Option extends string | number>(
  options: readonly Option[],
  about: About<Option>,
): Setting<Option> => ({ ...about, allowed: options.join(", "), schema: v.picklist(options) });

/** A setting that is on or off. */
export const flag = (about: About<boolean>): Setting<boolean> => ({
  ...about,
  allowed: "true, false",
  schema: v.boolean(),
});

const different = <Item>(item: v.GenericSchema<unknown, Item>, fewest: number, most = Infinity) =>
  v.pipe(
    v.array(item),
    v.minLength(fewest),
    v.maxLength(most),
    v.check((items) => new Set(items).size === items.length),
  );

/** A setting that is a list of different strings. */
export const list = (
  [fewest, most]: readonly [number, number],
  pattern: RegExp,
  about: InWords<string[]>,
): Setting<string[]> => ({ ...about, schema: different(v.pipe(v.string(), v.regex(pattern)), fewest, most) });

/** A setting that is a list of `options`, at least `fewest`, all different. */
export const someOf = <const Option extends number | string>(
  options: readonly Option[],
  fewest: 0 | 1,
  about: About<Option[]>,
): Setting<Option[]> => ({
  ...about,
  allowed: `${fewest === 0 ? "any" : "one or more"} of ${options.join(", ")}, each once`,
  schema: different(v.picklist(options), fewest),
});

/** A setting that maps names to strings. */
export const map = (
  name: RegExp,
  value: RegExp,
  maxEntries: number,
  about: InWords<Record<string, string>>,
): Setting<Record<string, string>> => ({
  ...about,
  schema: v.pipe(
    v.record(v.pipe(v.string(), v.regex(name)), v.pipe(v.string(), v.regex(value))),
    v.maxEntries(maxEntries),
  ),
});

/** A setting that may be left out. */
export const optional = <Value>(setting: Setting<Value>): Setting<Value | undefined> => ({
  ...(setting as Setting<Value | undefined>),
  schema: v.optional(setting.schema),
});
