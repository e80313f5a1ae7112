import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { bundleContents } from "./bundle-contents";
import type { Bench, Figure } from "./figure";
import { launchBench } from "./launch";
import { monitorBench } from "./monitor";
import { readResults, resultsFile } from "./results";
import { startup } from "./startup";
import { stateBench } from "./state";
import { synth } from "./synth";
import { printedTable } from "./table";
import { wholeRun } from "./whole-run";

const benches: readonly Bench[] = [launchBench, monitorBench, stateBench, startup, bundleContents, synth, wholeRun];

/** Runs the benches that are named, or all: prints their table, and keeps their results beside those of the others. */
async function main(names: readonly string[]): Promise<void> {
  const known = benches.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No bench is called ${unknown.join(", ")}. There are ${known.join(", ")}`);
  const measured: Figure[] = [];
  for (const { name, run } of benches.filter((bench) => names.length === 0 || names.includes(bench.name))) {
    const figures = await run();
    measured.push(...figures);
    keep(name, figures);
  }
  process.stdout.write(`${printedTable(measured)}\n`);
}

function keep(name: string, figures: readonly Figure[]): void {
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "unknown", cores: availableParallelism() };
  const result = { measuredAt: new Date().toISOString(), ...machine, figures };
  writeFileSync(resultsFile, `${JSON.stringify({ ...readResults(), [name]: result }, null, 2)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
