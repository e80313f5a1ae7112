import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../support/checkout";

const read = (page: string): string => readFileSync(join(root, "docs", page), "utf8");

/** Commands of docs/deploying.md that are followed. */
export interface Step {
  readonly commands: string;
  /** What the page says that they print, `…` for what differs. */
  readonly prints: string;
}

/** The steps that are marked, in their order. */
export const steps: readonly Step[] = [
  ...read("deploying.md").matchAll(/<!-- runs: deploying -->\s+```bash\n([^]*?)```(?:\s+```text\n([^]*?)```)?/g),
].map(([, commands = "", prints = ""]) => ({ commands: commands.trim(), prints }));

/** The step that begins so. */
export function stepOf(command: string): Step {
  const found = steps.find(({ commands }) => commands.startsWith(command));
  if (!found) throw new Error(`docs/deploying.md has no step ${command}`);
  return found;
}

/** What differs from one machine to the next: a tool that is missing or old is said in the same line. */
const ofThisMachine = /^\w+ +(Node\.js|Terraform|Docker) .*$/;

/** A line of the page as the pattern of what is printed, however its columns are spaced. */
function linePattern(line: string): RegExp {
  const text = line.trim().replace(ofThisMachine, "… $1 …");
  const parts = text.split("…").map((part) =>
    part
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\s+/g, "\\s+"),
  );
  return new RegExp(parts.join(".*"));
}

/** The lines of the page that are not printed, in their order. */
export function missingFrom(printed: string, { prints }: Step): string[] {
  const lines = printed.split("\n");
  return prints.split("\n").filter((line) => {
    if (line.trim() === "") return false;
    const found = lines.findIndex((candidate) => linePattern(line).test(candidate));
    if (found !== -1) lines.splice(0, found + 1);
    return found === -1;
  });
}

/** The shell commands of docs/local-cloud.md that contain each of `parts`, as one script. */
export function walkThrough(...parts: string[]): string {
  const blocks = [...read("local-cloud.md").matchAll(/```bash\n(.*?)```/gs)].map(([, block = ""]) => block);
  return parts
    .map((part) => blocks.find((block) => block.includes(part)) ?? `echo "No command has ${part}"; exit 1`)
    .join("\n");
}
