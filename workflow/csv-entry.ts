import type { Rule } from "./rules";
import { taskAttributeRules } from "./task-rules";

const namesOf = (isMeant: (rule: Rule) => boolean): string[] =>
  Object.entries(taskAttributeRules)
    .filter(([, rule]) => isMeant(rule))
    .map(([name]) => name);

const isNumber = (rule: Rule): boolean =>
  rule.type === "option" ? typeof rule.options[0] === "number" : ["whole", "offered"].includes(rule.type);

// A backslash is written by its number: JSONata takes a bracket after one for a literal.
const jsonText = String.raw`"(?:[^"\u005c\u0000-\u001f]|\u005c(?:["\u005c\/bfnrt]|u[0-9a-fA-F]{4}))*"`;

/** The reading of columns of CSV. */
export const csvColumns = {
  /** Beginning of a column that is a variable of the container; the rest is the name of that. */
  variable: "env.",
  /** The columns whose fields are read as numbers. */
  numbers: namesOf(isNumber),
  /** Digits that a number keeps. */
  digits: /^[0-9]{1,15}$/,
  /** The columns whose fields are read as JSON. */
  json: namesOf(({ type }) => type === "texts"),
  /** An array of texts, as JSON. RFC 8259. */
  texts: new RegExp(String.raw`^\s*\[\s*(?:${jsonText}\s*(?:,\s*${jsonText}\s*)*)?\]\s*$`),
} as const;

const { variable, numbers, digits, json, texts } = csvColumns;

/** A field that is not what its column wants stays text, which the rules then refuse. */
function valueOf(column: string, field: string): unknown {
  if (numbers.includes(column) && digits.test(field)) return Number(field);
  return json.includes(column) && texts.test(field) ? JSON.parse(field) : field;
}

/**
 * An entry that a record of CSV is: fields by the names of their columns, empty ones not there. `readers.ts` of pattern 2 makes
 * the same in JSONata.
 */
export function entryOfRecord(record: Readonly<Record<string, string>>): object {
  const fields = Object.entries(record).filter(([, field]) => field !== "");
  const variables = fields.filter(([column]) => column.startsWith(variable));
  const environment = variables.map(([column, field]) => [column.slice(variable.length), field] as const);
  return {
    ...Object.fromEntries(
      fields
        .filter(([column]) => !column.startsWith(variable))
        .map(([column, field]) => [column, valueOf(column, field)]),
    ),
    ...(environment.length > 0 && { environment: Object.fromEntries(environment) }),
  };
}
