import { join } from "node:path";
import cdktfJson from "../../cdktf.json";
import { projectFolder } from "../../modules/bundles/project-folder";
import { type Bench, type Figure, summary } from "./figure";
import { largestMib, measureCommand, type Measured } from "./measured-command";

const rounds = 5;

const cdktf = join(projectFolder, "node_modules", ".bin", "cdktf");

type Command = readonly [command: string, ...args: string[]];

const appCommand = cdktfJson.app;
const throughNpx = "npx tsx main.ts";

/** Both ways to synthesize, the app alone and as people call it, and how each would go if npx started the app. */
const commands: Readonly<Record<string, { readonly command: Command; readonly throughNpx: Command }>> = {
  [appCommand]: { command: appCommand.split(" ") as [string, ...string[]], throughNpx: ["npx", "tsx", "main.ts"] },
  "cdktf synth": { command: [cdktf, "synth"], throughNpx: [cdktf, "synth", "--app", throughNpx] },
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
    for (const [name, ways] of Object.entries(commands)) figures.push(...(await measureGrowth(name, ways)));
    return figures;
  },
};

async function measureGrowth(name: string, ways: (typeof commands)[string]): Promise<Figure[]> {
  const measured: Record<StackCount, Measured[]> = { 1: [], 2: [] };
  const npx: Measured[] = [];
  // Round by round, so that whatever else the machine does meets all of them alike.
  for (let round = 0; round < rounds; round++) {
    for (const count of counts) measured[count].push(await measureStacks(ways.command, count));
    npx.push(await measureStacks(ways.throughNpx, 2));
  }
  const seconds = figuresOf(`${name}: wall time`, "s", measured, (run) => run.seconds);
  const memory = figuresOf(`${name}: memory of its largest process`, "MiB", measured, largestMib);
  const { value } = summary(npx.map((run) => run.seconds));
  const besideNpx = { ...(seconds.at(-1) as Figure), comparedWith: { what: `the app by ${throughNpx}`, value } };
  return [...seconds, besideNpx, ...memory];
}

const measureStacks = ([command, ...args]: Command, count: StackCount): Promise<Measured> =>
  measureCommand(command, args, { KIT_PATTERNS: stackCounts[count] });

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
