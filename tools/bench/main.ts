import { availableParallelism, cpus } from "node:os";
import { figureTable, meetsGoal, type Bench, type Figure } from "./figure";
import { launchBench } from "./launch";
import { monitorBench } from "./monitor";

const benches: Readonly<Record<string, Bench>> = { launch: launchBench, monitor: monitorBench };

/** Runs the benches that are named, or all, and prints their figures. */
async function main(names: readonly string[]): Promise<void> {
  const known = Object.keys(benches);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`No bench is called ${unknown.join(", ")}. There are ${known.join(", ")}`);
  console.log(`Node.js ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? "unknown"}`);
  const figures: Figure[] = [];
  for (const [name, bench] of Object.entries(benches))
    if (names.length === 0 || names.includes(name)) figures.push(...(await bench()));
  console.log(figureTable(figures, process.stdout.columns));
  if (!figures.every(meetsGoal)) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
