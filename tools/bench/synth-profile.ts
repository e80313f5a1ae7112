import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figure";
import { measureCommand } from "./measured-command";
import { packageOf } from "./package-of";

const shown = 8;

/** The parts of V8's CPU profile that tell where time went. Chrome DevTools Protocol, "Profiler.Profile". */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
}

/** What the time of `main.ts` goes to: a package of npm, a part of Node.js, or the kit itself. The largest first. */
export async function synthProfile(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const args = ["--cpu-prof", "--cpu-prof-dir", folder, "--import", "tsx", "main.ts"];
    await measureCommand(process.execPath, args, { KIT_PATTERNS: "1,2,3" });
    const seconds = readdirSync(folder)
      .map((file) => secondsByOwner(JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile))
      .reduce(merge, new Map<string, number>());
    return largest(seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function secondsByOwner({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame)]));
  const seconds = new Map<string, number>();
  for (const [index, node] of samples.entries())
    add(seconds, owners.get(node) as string, (timeDeltas[index] ?? 0) / 1e6);
  return seconds;
}

function ownerOf({ functionName, url }: CallFrame): string {
  // "(idle)", "(program)", "(garbage collector)", and functions that are built in.
  if (url === "") return functionName.startsWith("(") ? functionName : "JavaScript's built-in functions";
  if (url.startsWith("node:")) return `Node.js, ${url}`;
  return packageOf(url) ?? "the kit's own code";
}

const add = (sums: Map<string, number>, owner: string, seconds: number): Map<string, number> =>
  sums.set(owner, (sums.get(owner) ?? 0) + seconds);

/** The profiles of two threads as one. */
const merge = (sums: Map<string, number>, more: ReadonlyMap<string, number>): Map<string, number> =>
  [...more].reduce((all, [owner, seconds]) => add(all, owner, seconds), sums);

function largest(seconds: Map<string, number>): Figure[] {
  seconds.delete("(idle)");
  const all = [...seconds.values()].reduce((sum, value) => sum + value, 0);
  return [...seconds]
    .sort(([, a], [, b]) => b - a)
    .slice(0, shown)
    .map(([owner, value]) => ({
      what: `main.ts, 3 stacks: time in ${owner}`,
      unit: "s",
      value,
      comparedWith: { what: "all of its threads, profiled", value: all },
    }));
}
