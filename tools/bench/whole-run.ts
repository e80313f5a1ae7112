import { availableParallelism } from "node:os";
import type { Report } from "../run-local/report";
import { patterns, type Pattern } from "../../workflow/deployment";
import { timed } from "./command";
import { median, type Bench, type Figure } from "./figure";

/** Lengths of lists; `BENCH_TASKS=10,100` leaves out the list that takes minutes. */
const taskCounts = (): readonly number[] => (process.env["BENCH_TASKS"] ?? "10,100,1000").split(",").map(Number);

/** One `npm run local`. Times in seconds. */
interface WholeRun {
  /** From the command's start to its end, synthesis included. */
  readonly wall: number;
  readonly execution: number;
  /** A task's own time: from its process's start to its last record. */
  readonly task: number;
}

async function runLocally(pattern: Pattern, tasks: number): Promise<WholeRun> {
  const args = ["--import", "tsx", "tools/run-local/main.ts", "--json", `--pattern=${pattern}`, `--tasks=${tasks}`];
  const { seconds, stdout } = await timed([process.execPath, ...args]);
  const [report] = (JSON.parse(stdout) as Report).patterns;
  if (!report) throw new Error(`"${args.slice(2).join(" ")}" reported no run: ${stdout}`);
  const task = median(report.details.flatMap((row) => row.exec_time_in_seconds ?? []));
  return { wall: seconds, execution: report.executionSeconds, task };
}

/** All runs of a list of one length. A long list is its own average. */
async function measure(pattern: Pattern, tasks: number): Promise<readonly WholeRun[]> {
  const runs: WholeRun[] = [];
  for (let round = tasks > 100 ? 1 : 3; round > 0; round -= 1) runs.push(await runLocally(pattern, tasks));
  return runs;
}

async function figuresOf(pattern: Pattern): Promise<Figure[]> {
  const cores = availableParallelism();
  // Tasks that run beside each other wait for a processor: a task alone shows its own time.
  const ownSeconds = median((await measure(pattern, 1)).map(({ task }) => task));
  const figures: Figure[] = [];
  let shortest: { readonly tasks: number; readonly seconds: number } | undefined;
  for (const tasks of taskCounts()) {
    const runs = await measure(pattern, tasks);
    const [walls, executions] = [runs.map(({ wall }) => wall), runs.map(({ execution }) => execution)];
    const name = `npm run local, pattern ${pattern}, ${tasks} tasks`;
    const own = { what: `its tasks' own time on ${cores} cores`, value: (ownSeconds * tasks) / cores };
    // Longer than the shortest by no more than its list is.
    const goal = shortest && (shortest.seconds * tasks) / shortest.tasks;
    shortest ??= { tasks, seconds: median(executions) };
    figures.push(
      { what: `${name}: wall time`, unit: "s", values: walls, comparedWith: own },
      { what: `${name}: the execution`, unit: "s", values: executions, comparedWith: own, ...(goal && { goal }) },
    );
  }
  return figures;
}

/** A workflow on this machine as a whole: its time beside that of its tasks, and how it grows with the list. */
export const wholeRun: Bench = {
  name: "whole-run",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) figures.push(...(await figuresOf(pattern)));
    return figures;
  },
};
