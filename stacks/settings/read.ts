import leven from "leven";
import * as v from "valibot";
import { environmentName } from "../../workflow/deployment";
import { complete, type Settings } from "./complete";
import { settingRules } from "./rules";
import { scheduleSpecFaults } from "./schedule-spec";
import { settingTable, type Values } from "./table";

/** Sources of settings. */
interface Sources {
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

/**
 * Reads, checks and completes the settings.
 *
 * @throws InvalidSettings with one line for each fault: the setting, its value and what is allowed
 */
export function readSettings(sources: Sources): Settings {
  const results = Object.entries<v.GenericSchema>(settingTable).map(([name, setting]) => {
    const given = find(name, setting, sources);
    return { given, setting, result: v.safeParse(setting, given.value) };
  });
  const valid = new Map(
    results.filter(({ result }) => result.success).map(({ given, result }) => [given.name, result.output]),
  );
  const values = Object.fromEntries(valid) as Values;
  refuse([
    ...unknownNames(sources),
    ...results.flatMap(({ given, setting, result }) => (result.success ? [] : [describe(given, setting)])),
    ...settingRules
      .filter(({ about }) => about.every((name) => valid.has(name)))
      .flatMap(({ faults }) => faults(values)),
  ]);
  const settings = complete(values);
  refuse(scheduleSpecFaults(settings));
  return settings;
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new InvalidSettings(faults);
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

function find(name: string, setting: v.GenericSchema, { context, environment }: Sources): Given {
  const variable = variableOf(name);
  const text = environment[variable];
  if (text) return { name, value: meant(text, setting), shown: `${JSON.stringify(text)} (from ${variable})` };
  const value = context[name] ?? undefined;
  return { name, value, shown: JSON.stringify(value) };
}

/** Value of a variable: the first reading of its text that the setting takes. Text that has none is at fault as it is. */
function meant(text: string, setting: v.GenericSchema): unknown {
  const items = text.split(",").map((item) => item.trim());
  const readings = [text, fromJson(text), items, items.map(fromJson)];
  return readings.find((reading) => v.is(setting, reading)) ?? text;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const describe = ({ name, value, shown }: Given, setting: v.GenericSchema): string =>
  (value === undefined
    ? `${name} is missing: give it in cdktf.json's context or as ${variableOf(name)}.`
    : `${name} is ${shown}.`) + ` Allowed: ${v.getDescription(setting)}`;

function unknownNames({ context, environment }: Sources): string[] {
  const names = Object.keys(settingTable);
  const givenVariables = Object.keys(environment).filter((name) => name.startsWith(prefix));
  return [
    ...strangers("cdktf.json: context.", Object.keys(context), names),
    ...strangers("environment variable ", givenVariables, names.map(variableOf)),
  ];
}

const strangers = (place: string, given: readonly string[], known: readonly string[]): string[] =>
  given
    .filter((name) => !known.includes(name))
    .map((name) => `${place}${name} is no setting. Nearest: ${nearest(name, known)}`);

const nearest = (name: string, known: readonly string[]): string =>
  known.reduce((best, candidate) => (leven(name, candidate) < leven(name, best) ? candidate : best));
