import { join } from "node:path";
import cdktfJson from "../../cdktf.json";
import { projectFolder } from "../../modules/bundles/project-folder";
import { summary, type Bench, type Figure } from "./figure";
import { largestMib, measureCommand, type Measured } from "./measured-command";

const rounds = 5;

type Command = readonly [command: string, ...args: string[]];

/** Both ways to synthesize: the app alone, and as people call it. */
const commands: Readonly<Record<string, Command>> = {
  [cdktfJson.app]: cdktfJson.app.split(" ") as [string, ...string[]],
  "cdktf synth": [join(projectFolder, "node_modules", ".bin", "cdktf"), "synth"],
};

/** `KIT_PATTERNS` by how many stacks it makes. */
const stackCounts = { 1: "1", 2: "1,2" } as const;
type StackCount = keyof typeof stackCounts;
const counts = [1, 2] as const satisfies readonly StackCount[];

/** Wall time and memory of synthesizing, and how both grow with the number of stacks. */
export const synth: Bench = {
  name: "synth",
  run: async () => {
    const figures: Figure[] = [];
    for (const [name, command] of Object.entries(commands)) figures.push(...(await measureGrowth(name, command)));
    return figures;
  },
};

async function measureGrowth(name: string, [command, ...args]: Command): Promise<Figure[]> {
  const measured: Record<StackCount, Measured[]> = { 1: [], 2: [] };
  // Round by round, so that whatever else the machine does meets both alike.
  for (let round = 0; round < rounds; round++)
    for (const count of counts)
      measured[count].push(await measureCommand(command, args, { KIT_PATTERNS: stackCounts[count] }));
  return [
    ...figuresOf(`${name}: wall time`, "s", measured, (run) => run.seconds),
    ...figuresOf(`${name}: memory of its largest process`, "MiB", measured, largestMib),
  ];
}

/** One figure for each number of stacks, beside the one for a single stack. */
function figuresOf(
  what: string,
  unit: string,
  measured: Readonly<Record<StackCount, readonly Measured[]>>,
  valueOf: (run: Measured) => number,
): Figure[] {
  const one = summary(measured[1].map(valueOf));
  return counts.map((count) => ({
    what: `${what}, ${count} ${count === 1 ? "stack" : "stacks"}`,
    unit,
    ...summary(measured[count].map(valueOf)),
    ...(count === 1 ? {} : { comparedWith: { what: "1 stack", value: one.value } }),
  }));
}
