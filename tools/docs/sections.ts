import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import type { Setting } from "../../stacks/settings/kinds";
import { variableOf } from "../../stacks/settings/read";
import { settingTable } from "../../stacks/settings/table";
import { faults } from "../faults";
import { mermaid } from "../page/mermaid";
import { deployment } from "../simulated/deployment";
import { specDocs, taskEntryDocs } from "./spec-docs";

/** A Markdown table; cells may hold what would end them. */
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

const fenced = (language: string, text: string): string => ["```" + language, text.trimEnd(), "```"].join("\n");

/** Every fault of the lab. */
const faultTable = (): string =>
  table(
    ["Fault", "Pattern", "What goes wrong", "What an operator sees", "What to do"],
    faults.map(({ name, what, patterns, seen, remedy }) => [`\`${name}\``, patterns.join(", "), what, seen, remedy]),
  );

/** Every attribute of a workflow spec; those that read alike share a row. */
function specTable(): string {
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
const settingsTable = (): string =>
  table(
    ["Setting and variable", "Default", "What it does", "Allowed"],
    Object.entries<Setting<unknown>>(settingTable).map(([name, { doc, allowed, default: value }]) => [
      `\`${name}\`<br>\`${variableOf(name)}\``,
      code(value),
      doc,
      allowed,
    ]),
  );

// Only states, conditions and errors are drawn, so any deployment will do.
const props = {
  deployment,
  launcherArn: "launcher",
  monitorArn: "monitor",
  clusterArn: "cluster",
  maxTimeoutSeconds: 86_400,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 100,
};

/** The parts of documents that are made from the sources: `<!-- NAME -->` to `<!-- /NAME -->`. */
export const sections = {
  settings: settingsTable,
  spec: specTable,
  faults: faultTable,
  example: () => fenced("ts", readFileSync(join(__dirname, "../..", "ecs-task/examples/count-lines/work.ts"), "utf8")),
  "pattern-1": () => fenced("mermaid", mermaid(pattern1Definition(props))),
  // What it does for each entry is the same whatever the list was read from.
  "pattern-2": () =>
    fenced("mermaid", mermaid(pattern2Definition(props), ["LaunchFromJSONL", "LaunchFromCSV", "LaunchFromPREFIX"])),
} as const satisfies Record<string, () => string>;
