import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { sections } from "./sections";
import { specJsonSchema } from "./spec-schema";

const root = join(__dirname, "../..");
const onlyCheck = process.argv.includes("--check");

/** The documents that have sections made from the sources, with the names of these. */
const documents: Readonly<Record<string, readonly (keyof typeof sections)[]>> = {
  "docs/settings.md": ["settings"],
  "docs/spec.md": ["spec"],
  "docs/faults.md": ["faults"],
  "docs/your-own-job.md": ["example"],
  "docs/state-machines.md": ["pattern-1", "pattern-2"],
};

const schemaFile = "spec-templates/workflow-spec.schema.json";

/**
 * A document with one section brought up to date.
 *
 * @throws Error when the document has no such section
 */
function withSection(document: string, name: keyof typeof sections): string {
  const section = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
  if (!section.test(document))
    throw new Error(`The document has no section between <!-- ${name} --> and <!-- /${name} -->`);
  const content = sections[name]();
  return document.replace(section, (_all, start: string, end: string) => `${start}\n\n${content}\n\n${end}`);
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
  for (const [file, names] of Object.entries(documents))
    await write(file, (page) =>
      prettier.format(names.reduce(withSection, page), { parser: "markdown", printWidth: 120 }),
    );
  await write(schemaFile, () => `${JSON.stringify(specJsonSchema(), null, 2)}\n`);
}

void main();
