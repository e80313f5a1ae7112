import type { Setting } from "../../stacks/settings/kinds";
import { variableOf } from "../../stacks/settings/read";
import { settingTable } from "../../stacks/settings/table";
import { faults } from "../faults";
import { specDocs, taskEntryDocs } from "./spec-docs";

/** A Markdown table; cells may hold what would end them. */
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

/** Every fault of the lab. */
export const faultTable = (): string =>
  table(
    ["Fault", "Pattern", "What goes wrong", "What an operator sees", "What to do"],
    faults.map(({ name, what, patterns, seen, remedy }) => [`\`${name}\``, patterns.join(", "), what, seen, remedy]),
  );

/** Every attribute of a workflow spec; those that read alike share a row. */
export function specTable(): string {
  const attributes = [
    ...Object.entries(specDocs),
    ...Object.entries(taskEntryDocs).map(([name, doc]) => [`taskList[].${name}`, doc] as const),
  ];
  const names = new Map<string, string[]>();
  for (const [name, doc] of attributes) names.set(doc, [...(names.get(doc) ?? []), `\`${name}\``]);
  return table(
    ["Attribute", "What it is"],
    [...names].map(([doc, sharing]) => [sharing.join(", "), doc]),
  );
}

const code = (value: unknown): string =>
  value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** Every setting. */
export const settingsTable = (): string =>
  table(
    ["Setting and variable", "Default", "What it does", "Allowed"],
    Object.entries<Setting<unknown>>(settingTable).map(([name, { doc, allowed, default: value }]) => [
      `\`${name}\`<br>\`${variableOf(name)}\``,
      code(value),
      doc,
      allowed,
    ]),
  );
