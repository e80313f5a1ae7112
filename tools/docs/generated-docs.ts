import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diagram, diagramNames } from "./diagrams";
import { faultTable } from "./fault-table";
import { withSection } from "./generated-section";
import { settingsTable } from "./settings-table";
import { specJsonSchema } from "./spec-schema";
import { specTable } from "./spec-table";

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
