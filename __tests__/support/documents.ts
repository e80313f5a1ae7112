import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./checkout";

/** A block of shell commands of a document. */
export interface ShellBlock {
  /** Path from the root of the repository. */
  readonly file: string;
  /** What the comment before it says: where a test runs it. */
  readonly runs: string | undefined;
  readonly commands: string;
}

const blocks = /(?:<!-- runs: (\w+) -->\s*)?^( *)```bash\n([^]*?)^\2```/gm;

/** Every block of shell commands of the README and of docs/, in the order of the files. */
export const shellBlocks: readonly ShellBlock[] = ["README.md", ".github/CONTRIBUTING.md", ...pages()].flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(blocks)].map(([, runs, indent = "", commands = ""]) => ({
    file,
    runs,
    commands: commands.replaceAll(new RegExp(`^${indent}`, "gm"), "").trim(),
  })),
);

function pages(): string[] {
  return readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
}
