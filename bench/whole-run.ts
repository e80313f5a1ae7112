import { availableParallelism } from "node:os";
import type { Report } from "../local/report";
import type { Bench, Figure } from "./figure";
import { measureCommand } from "./measured-command";

const patterns = [1, 2] as const;

/** How many tasks; `BENCH_TASKS=10,100,1000` adds what takes minutes. */
const taskCounts = (): readonly number[] => (process.env["BENCH_TASKS"] ?? "10,100").split(",").map(Number);

/** One `npm run local`. */
interface WholeRun {
  readonly tasks: number;
  /** From the command's start to its end, synthesis included. */
  readonly seconds: number;
  /** Of the execution alone. */
  readonly executionSeconds: number;
  /** All tasks' own times, added up: from a process's start to its last record. */
  readonly taskSeconds: number;
  /** Of the process that holds the cloud's engines. */
  readonly runnerMib: number;
}

/** A workflow on this machine as a whole: its time beside that of its tasks, its memory, and how both grow. */
export const wholeRun: Bench = {
  name: "whole-run",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) {
      const runs: WholeRun[] = [];
      for (const tasks of taskCounts()) runs.push(await runLocally(pattern, tasks));
      figures.push(...figuresOf(pattern, runs));
    }
    return figures;
  },
};

async function runLocally(pattern: number, tasks: number): Promise<WholeRun> {
  const args = ["--import", "tsx", "local/main.ts", "--json", "--pattern", `${pattern}`, "--tasks", `${tasks}`];
  const { seconds, stdout, peaks } = await measureCommand(process.execPath, args);
  const [report] = (JSON.parse(stdout) as Report).patterns;
  const runner = peaks.find(({ script }) => script.endsWith("local/main.ts"));
  if (!report || !runner) throw new Error(`"local/main.ts ${args.slice(3).join(" ")}" reported no run: ${stdout}`);
  const taskSeconds = report.details.reduce((sum, row) => sum + (row.exec_time_in_seconds ?? 0), 0);
  return { tasks, seconds, executionSeconds: report.executionSeconds, taskSeconds, runnerMib: runner.mib };
}

function figuresOf(pattern: number, runs: readonly WholeRun[]): Figure[] {
  const [first] = runs;
  if (!first) return [];
  const cores = availableParallelism();
  return runs.flatMap((run) => {
    const name = `npm run local, pattern ${pattern}, ${run.tasks} tasks`;
    const own = { what: `its tasks' own times, on ${cores} cores`, value: run.taskSeconds / cores };
    return [
      { what: `${name}: wall time`, unit: "s", value: run.seconds, comparedWith: own },
      { what: `${name}: the execution`, unit: "s", value: run.executionSeconds, comparedWith: own },
      {
        what: `${name}: memory of the runner`,
        unit: "MiB",
        value: run.runnerMib,
        comparedWith: beside(first, "runnerMib"),
      },
      ...(run === first ? [] : [growth(name, run, first)]),
    ];
  });
}

const beside = (first: WholeRun, field: "runnerMib") => ({ what: `${first.tasks} tasks`, value: first[field] });

/** How many times the execution's time grew, beside how many times the list did: below is better than linear. */
const growth = (name: string, run: WholeRun, first: WholeRun): Figure => ({
  what: `${name}: the execution's time over that of ${first.tasks} tasks`,
  unit: "times",
  value: run.executionSeconds / first.executionSeconds,
  comparedWith: { what: "the list's length", value: run.tasks / first.tasks },
});
