import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import * as v from "valibot";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { variableOf } from "../../stacks/settings/read";
import { settingTable } from "../../stacks/settings/table";
import { mermaid } from "./mermaid";
import { specJsonSchema } from "./spec-schema";
import { expectedDeployment } from "../../workflow/deployment";
import { copyJob } from "../../workflow/job";

const root = join(__dirname, "../..");

/** A Markdown table; cells may hold what would end them. */
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => "---"), ...rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");

const fenced = (language: string, text: string): string => ["```" + language, text.trimEnd(), "```"].join("\n");

const code = (value: unknown): string =>
  value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** A row of the table of settings: the name, the default, and what it does, which only the document says. */
const settingRow = /^\| `(\w+)`[^|]*\|(?:\\\||[^|])*\| *((?:\\\||[^|])+?) *\|/gm;

/**
 * Every setting, with the words of the document.
 *
 * @throws Error when that lacks a setting
 */
function settingsTable(document: string): string {
  const described = new Map([...document.matchAll(settingRow)].map(([, name, words = ""]) => [name, words]));
  const defaults: Readonly<Record<string, unknown>> = v.getDefaults(v.object(settingTable));
  const rows = Object.entries<v.GenericSchema>(settingTable).map(([name, setting]) => {
    const words = described.get(name)?.replaceAll("\\|", "|");
    if (words === undefined)
      throw new Error(`docs/settings.md does not say what ${name} does. Add a row: | \`${name}\` | | What it does | |`);
    return [`\`${name}\`<br>\`${variableOf(name)}\``, code(defaults[name]), words, v.getDescription(setting) ?? ""];
  });
  return table(["Setting and variable", "Default", "What it does", "Allowed"], rows);
}

// Only states, conditions and errors are drawn, so any deployment will do.
const props = {
  deployment: expectedDeployment({}),
  launcherArn: "launcher",
  monitorArn: "monitor",
  clusterArn: "cluster",
  maxTimeoutSeconds: 86_400,
  job: copyJob,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 100,
};

/** The documents that have parts made from the sources: `<!-- NAME -->` to `<!-- /NAME -->`. */
const documents: Readonly<Record<string, Readonly<Record<string, (document: string) => string>>>> = {
  "docs/settings.md": { settings: settingsTable },
  "docs/your-own-job.md": {
    example: () => fenced("ts", readFileSync(join(root, "ecs-task/examples/count-lines/work.ts"), "utf8")),
  },
  "docs/state-machines.md": {
    "pattern-1": () => fenced("mermaid", mermaid(pattern1Definition(props))),
    // What it does for each entry is the same whatever the list was read from.
    "pattern-2": () =>
      fenced("mermaid", mermaid(pattern2Definition(props), ["LaunchFromJSONL", "LaunchFromCSV", "LaunchFromPREFIX"])),
  },
};

const onlyCheck = process.argv.includes("--check");

const schemaFile = "spec-templates/workflow-spec.schema.json";

/**
 * A document with one section brought up to date.
 *
 * @throws Error when the document has no such section
 */
function withSection(document: string, [name, make]: readonly [string, (document: string) => string]): string {
  const section = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
  if (!section.test(document))
    throw new Error(`The document has no section between <!-- ${name} --> and <!-- /${name} -->`);
  return document.replace(section, (_all, start: string, end: string) => `${start}\n\n${make(document)}\n\n${end}`);
}

/** Writes a file that is made from the sources, wholly or in part, or with `--check` says that it is out of date. */
async function write(file: string, bringUpToDate: (document: string) => string | Promise<string>): Promise<void> {
  const path = join(root, file);
  const document = existsSync(path) ? readFileSync(path, "utf8") : "";
  const current = await bringUpToDate(document);
  if (current === document) return;
  if (!onlyCheck) writeFileSync(path, current);
  console.log(onlyCheck ? `${file} is out of date: run \`npm run docs\`` : `${file} written`);
  if (onlyCheck) process.exitCode = 1;
}

async function main(): Promise<void> {
  // Formatted as the rest of this repository is.
  for (const [file, sections] of Object.entries(documents))
    await write(file, (page) =>
      prettier.format(Object.entries(sections).reduce(withSection, page), { parser: "markdown", printWidth: 120 }),
    );
  await write(schemaFile, () => `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
}

void main();
