import type { Rule } from "./rules";
import { taskAttributeRules } from "./task-rules";

/** The columns that are variables of the container have this before the variable's name. */
export const variableColumn = "env.";

const namesOf = (...types: readonly Rule["type"][]): string[] =>
  Object.entries(taskAttributeRules)
    .filter(([, { type }]) => types.includes(type))
    .map(([name]) => name);

/** The columns whose fields are read as numbers, and as JSON. */
export const numberColumns: readonly string[] = namesOf("whole", "number", "offered");
export const jsonColumns: readonly string[] = namesOf("texts");

/** Digits that a number keeps. */
export const digits = /^[0-9]{1,15}$/;

// A backslash is written by its number: JSONata takes a bracket after one for a literal.
const jsonText = String.raw`"(?:[^"\u005c\u0000-\u001f]|\u005c(?:["\u005c\/bfnrt]|u[0-9a-fA-F]{4}))*"`;

/** An array of texts, as JSON. RFC 8259. */
export const jsonTexts = new RegExp(String.raw`^\s*\[\s*(?:${jsonText}\s*(?:,\s*${jsonText}\s*)*)?\]\s*$`);

/** A field that is not what its column wants stays text, which the rules then refuse. */
function valueOf(column: string, field: string): unknown {
  if (numberColumns.includes(column) && digits.test(field)) return Number(field);
  return jsonColumns.includes(column) && jsonTexts.test(field) ? JSON.parse(field) : field;
}

/**
 * An entry that a record of CSV is: fields by the names of their columns, empty ones not there. `readers.ts` of pattern 2 makes
 * the same in JSONata.
 */
export function entryOfRecord(record: Readonly<Record<string, string>>): object {
  const fields = Object.entries(record).filter(([, field]) => field !== "");
  const variables = fields.filter(([column]) => column.startsWith(variableColumn));
  const environment = variables.map(([column, field]) => [column.slice(variableColumn.length), field] as const);
  return {
    ...Object.fromEntries(
      fields
        .filter(([column]) => !column.startsWith(variableColumn))
        .map(([column, field]) => [column, valueOf(column, field)]),
    ),
    ...(environment.length > 0 && { environment: Object.fromEntries(environment) }),
  };
}
