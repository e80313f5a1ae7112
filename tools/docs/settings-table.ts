import { settingTable } from "../../stacks/settings/table";
import { variableOf } from "../../stacks/settings/read";
import type { Setting } from "../../stacks/settings/kinds";

const cell = (text: string): string => text.replaceAll("|", "\\|");

const code = (value: unknown): string =>
  value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** Every setting as the rows of a Markdown table. */
export function settingsTable(): string {
  const rows = Object.entries<Setting<unknown>>(settingTable).map(([name, { doc, allowed, default: value }]) =>
    [`\`${name}\`<br>\`${variableOf(name)}\``, code(value), doc, allowed].map(cell),
  );
  const table = [["Setting and variable", "Default", "What it does", "Allowed"], ["---", "---", "---", "---"], ...rows];
  return table.map((row) => `| ${row.join(" | ")} |`).join("\n");
}
