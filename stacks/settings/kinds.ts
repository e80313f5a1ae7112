import * as v from "valibot";

/** One knob of the deployment. docs/settings.md says what each is for. */
export interface Setting<Value> {
  /** The values it takes, in words. */
  readonly allowed: string;
  readonly schema: v.GenericSchema<unknown, Value>;
  readonly default: Value | undefined;
}

/** A setting that is one string of a certain form. */
export const text = (pattern: RegExp, allowed: string, byDefault?: string): Setting<string> => ({
  allowed,
  schema: v.pipe(v.string(), v.regex(pattern)),
  default: byDefault,
});

function isTimezone(text: string): boolean {
  try {
    return /^[A-Z]/.test(text) && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
  } catch {
    return false;
  }
}

/** A setting that is a name of the IANA time zone database. */
export const timezone = (byDefault: string): Setting<string> => ({
  allowed: "a name of the IANA time zone database, such as Europe/Berlin",
  schema: v.pipe(v.string(), v.check(isTimezone)),
  default: byDefault,
});

/** A setting that is a whole number from `minimum` to `maximum`. */
export const whole = (minimum: number, maximum: number, byDefault?: number): Setting<number> => ({
  allowed: `a whole number from ${minimum} to ${maximum}`,
  schema: v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum)),
  default: byDefault,
});

/** A setting that is one of `options`. */
export const oneOf = <const Option extends string | number>(
  options: readonly Option[],
  byDefault?: Option,
): Setting<Option> => ({ allowed: options.join(", "), schema: v.picklist(options), default: byDefault });

/** A setting that is on or off. */
export const flag = (byDefault: boolean): Setting<boolean> => ({
  allowed: "true, false",
  schema: v.boolean(),
  default: byDefault,
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
  allowed: string,
  byDefault?: string[],
): Setting<string[]> => ({
  allowed,
  schema: different(v.pipe(v.string(), v.regex(pattern)), fewest, most),
  default: byDefault,
});

/** A setting that is a list of `options`, at least `fewest`, all different. */
export const someOf = <const Option extends number | string>(
  options: readonly Option[],
  fewest: 0 | 1,
  byDefault?: Option[],
): Setting<Option[]> => ({
  allowed: `${fewest === 0 ? "any" : "one or more"} of ${options.join(", ")}, each once`,
  schema: different(v.picklist(options), fewest),
  default: byDefault,
});

/** A setting that maps names to strings. */
export const map = (
  name: RegExp,
  value: RegExp,
  maxEntries: number,
  allowed: string,
  byDefault: Record<string, string>,
): Setting<Record<string, string>> => ({
  allowed,
  schema: v.pipe(
    v.record(v.pipe(v.string(), v.regex(name)), v.pipe(v.string(), v.regex(value))),
    v.maxEntries(maxEntries),
  ),
  default: byDefault,
});

/** A setting that may be left out. */
export const optional = <Value>(setting: Setting<Value>): Setting<Value | undefined> => ({
  ...(setting as Setting<Value | undefined>),
  schema: v.optional(setting.schema),
});
