import { readFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { diagram, diagramNames } from "./diagrams";
import { specJsonSchema } from "./spec-schema";
import { faultTable, settingsTable, specTable } from "./tables";

/** A file of this repository that is made from the sources, wholly or in part. */
interface GeneratedFile {
  /** Path from the root of the repository. */
  readonly file: string;
  /** The file brought up to date. */
  readonly write: (current: string) => string | Promise<string>;
}

const source = (file: string): string => readFileSync(join(__dirname, "../..", file), "utf8").trimEnd();

/** Every file that is made from the sources. `npm run docs` writes them. */
export const generatedFiles: readonly GeneratedFile[] = [
  { file: "docs/settings.md", write: (page) => withSection(page, "settings", settingsTable()) },
  { file: "docs/spec.md", write: (page) => withSection(page, "spec", specTable()) },
  { file: "spec-templates/workflow-spec.schema.json", write: () => `${JSON.stringify(specJsonSchema(), null, 2)}\n` },
  { file: "docs/faults.md", write: (page) => withSection(page, "faults", faultTable()) },
  {
    file: "docs/your-own-job.md",
    write: (page) =>
      withSection(page, "example", ["```ts", source("ecs-task/examples/count-lines/work.ts"), "```"].join("\n")),
  },
  {
    file: "docs/state-machines.md",
    write: async (page) => {
      let current = page;
      for (const name of diagramNames) current = await withSection(current, name, diagram(name));
      return current;
    },
  },
];

/**
 * A Markdown document with what stands between `<!-- name -->` and `<!-- /name -->` replaced by `content`, formatted as
 * the rest of this repository is.
 *
 * @throws Error when the document has no such section
 */
async function withSection(document: string, name: string, content: string): Promise<string> {
  const section = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
  if (!section.test(document))
    throw new Error(`The document has no section between <!-- ${name} --> and <!-- /${name} -->`);
  const replaced = document.replace(section, (_all, start: string, end: string) => `${start}\n\n${content}\n\n${end}`);
  return prettier.format(replaced, { parser: "markdown", printWidth: 120 });
}
