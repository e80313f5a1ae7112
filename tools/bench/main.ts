import { availableParallelism, cpus } from "node:os";
import type { Bench, Figure } from "./figure";
import { standings, standingText } from "./goals";
import { fullQuota } from "./full-quota";
import { launchBench } from "./launch";
import { monitorBench } from "./monitor";
import { synth } from "./synth";
import { printedTable } from "./table";
import { wholeRun } from "./whole-run";

const benches: readonly Bench[] = [launchBench, fullQuota, monitorBench, synth, wholeRun];

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Runs the benches that are named, or all, and prints their figures and the goals that these are about. */
async function main(names: readonly string[]): Promise<void> {
  const known = benches.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No bench is called ${unknown.join(", ")}. There are ${known.join(", ")}`);
  print(`Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}`);
  const measured: Figure[] = [];
  for (const { run } of benches.filter((bench) => names.length === 0 || names.includes(bench.name)))
    measured.push(...(await run()));
  print(printedTable(measured));
  for (const standing of standings(measured)) print(standingText(standing));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
