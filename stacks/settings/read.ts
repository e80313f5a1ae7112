import leven from "leven";
import * as v from "valibot";
import { environmentName } from "../../workflow/deployment";
import type { Setting } from "./kinds";

/** Names that are settings, with what they take. */
type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** The values of a table's settings. */
export type Values<Table extends SettingTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value> ? Value : never;
};

/** Sources of settings. */
export interface Sources {
  /** The `context` of cdktf.json. */
  readonly context: Readonly<Record<string, unknown>>;
  /** The process's environment; its variables win over the context. An empty one counts as not given. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The settings are not ones to build with. `message` lists every fault. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings";

  /** @param faults one line a fault: setting, value, what is allowed */
  constructor(readonly faults: readonly string[]) {
    super(`The settings are not valid, nothing was built:\n${faults.map((fault) => `- ${fault}`).join("\n")}`);
  }
}

const prefix = "KIT_";

/** The environment variable of a setting: `imageUri` is `KIT_IMAGE_URI`. */
export const variableOf = (setting: string): string => `${prefix}${environmentName(setting)}`;

/** One setting as it was given. */
interface Given {
  readonly name: string;
  readonly value: unknown;
  /** Value to show and correct: the text of a variable, the value of the context. */
  readonly shown: string;
}

/** Condition between settings, checked when each of them is valid by itself. */
export interface Rule<Table extends SettingTable> {
  readonly about: readonly (keyof Table)[];
  /** One line a fault, in the form of `InvalidSettings`. */
  readonly faults: (values: Values<Table>) => readonly string[];
}

/**
 * Reads and checks every setting of a table.
 *
 * @throws InvalidSettings with all faults at once
 */
export function readTable<const Table extends SettingTable>(
  table: Table,
  rules: readonly Rule<Table>[],
  sources: Sources,
): Values<Table> {
  const results = Object.entries(table).map(([name, setting]) => {
    const given = find(name, setting, sources);
    return { given, setting, result: v.safeParse(setting.schema, given.value) };
  });
  const valid = new Map(
    results.filter(({ result }) => result.success).map(({ given, result }) => [given.name, result.output]),
  );
  const values = Object.fromEntries(valid) as Values<Table>;
  const faults = [
    ...unknownNames(table, sources),
    ...results.flatMap(({ given, setting, result }) => (result.success ? [] : [describe(given, setting)])),
    ...rules
      .filter(({ about }) => about.every((name) => valid.has(String(name))))
      .flatMap((rule) => rule.faults(values)),
  ];
  if (faults.length > 0) throw new InvalidSettings(faults);
  return values;
}

function find(name: string, setting: Setting<unknown>, { context, environment }: Sources): Given {
  const variable = variableOf(name);
  const text = environment[variable];
  if (text) return { name, value: setting.fromText(text), shown: `${JSON.stringify(text)} (from ${variable})` };
  const value = context[name] ?? setting.default;
  return { name, value, shown: JSON.stringify(value) };
}

const describe = ({ name, value, shown }: Given, { allowed }: Setting<unknown>): string =>
  value === undefined
    ? `${name} is missing: give it in cdktf.json's context or as ${variableOf(name)}. Allowed: ${allowed}`
    : `${name} is ${shown}. Allowed: ${allowed}`;

function unknownNames(table: SettingTable, { context, environment }: Sources): string[] {
  const names = Object.keys(table);
  const variables = names.map(variableOf);
  const givenVariables = Object.keys(environment).filter((name) => name.startsWith(prefix));
  return [
    ...strangers(Object.keys(context), names).map((fault) => `cdktf.json: context.${fault}`),
    ...strangers(givenVariables, variables).map((fault) => `environment variable ${fault}`),
  ];
}

const strangers = (given: readonly string[], known: readonly string[]): string[] =>
  given
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is no setting. Nearest: ${nearest(name, known)}`);

const nearest = (name: string, known: readonly string[]): string =>
  known.reduce((best, candidate) => (leven(name, candidate) < leven(name, best) ? candidate : best));
