import { availableParallelism } from "node:os";
import type { Report } from "../run-local/report";
import { type Bench, type Figure, median, summary } from "./figure";
import { measureCommand } from "./measured-command";

const patterns = [1, 2] as const;

/** Lengths of lists; `BENCH_TASKS=10,100` leaves out the list that takes minutes. */
const taskCounts = (): readonly number[] => (process.env["BENCH_TASKS"] ?? "10,100,1000").split(",").map(Number);

/** A long list is its own average. */
const roundsOf = (tasks: number): number => (tasks > 100 ? 1 : 3);

/** One `npm run local`. */
interface WholeRun {
  /** From the command's start to its end, synthesis included. */
  readonly seconds: number;
  /** Time of the execution alone. */
  readonly executionSeconds: number;
  /** A task's own time: from its process's start to its last record. */
  readonly taskSeconds: number;
  /** Memory of the process that holds the local engines. */
  readonly runnerMib: number;
}

/** All runs of a list of one length. */
interface Runs {
  readonly tasks: number;
  readonly of: readonly WholeRun[];
}

/** A workflow on this machine as a whole: its time beside that of its tasks, its memory, and how both grow. */
export const wholeRun: Bench = {
  name: "whole-run",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) {
      // Tasks that run beside each other wait for a processor: a task alone shows its own time.
      const ownSeconds = median((await measure(pattern, 1)).of.map(({ taskSeconds }) => taskSeconds));
      const measured: Runs[] = [];
      for (const tasks of taskCounts()) measured.push(await measure(pattern, tasks));
      for (const runs of measured)
        figures.push(...figuresOf({ pattern, ownSeconds, runs, shortest: measured[0] ?? runs }));
    }
    return figures;
  },
};

async function measure(pattern: number, tasks: number): Promise<Runs> {
  const of: WholeRun[] = [];
  for (let round = 0; round < roundsOf(tasks); round += 1) of.push(await runLocally(pattern, tasks));
  return { tasks, of };
}

async function runLocally(pattern: number, tasks: number): Promise<WholeRun> {
  const args = [
    "--import",
    "tsx",
    "tools/run-local/main.ts",
    "--json",
    "--pattern",
    `${pattern}`,
    "--tasks",
    `${tasks}`,
  ];
  const { seconds, stdout, peaks } = await measureCommand(process.execPath, args);
  const [report] = (JSON.parse(stdout) as Report).patterns;
  const runner = peaks.find(({ script }) => script.endsWith("tools/run-local/main.ts"));
  if (!report || !runner) throw new Error(`"${args.slice(2).join(" ")}" reported no run: ${stdout}`);
  const taskSeconds = median(report.details.flatMap((row) => row.exec_time_in_seconds ?? []));
  return { seconds, executionSeconds: report.executionSeconds, taskSeconds, runnerMib: runner.mib };
}

interface Compared {
  readonly pattern: number;
  /** Time of one task that runs alone. */
  readonly ownSeconds: number;
  readonly runs: Runs;
  readonly shortest: Runs;
}

function figuresOf({ pattern, ownSeconds, runs, shortest }: Compared): Figure[] {
  const { tasks } = runs;
  const name = `npm run local, pattern ${pattern}, ${tasks} tasks`;
  const values = (field: keyof WholeRun, { of } = runs) => of.map((run) => run[field]);
  const cores = availableParallelism();
  const own = {
    what: `its tasks' own time, one after the other on each of ${cores} cores`,
    value: (ownSeconds * tasks) / cores,
  };
  return [
    { what: `${name}: wall time`, unit: "s", ...summary(values("seconds")), comparedWith: own },
    { what: `${name}: the execution`, unit: "s", ...summary(values("executionSeconds")), comparedWith: own },
    {
      what: `${name}: memory of the runner`,
      unit: "MiB",
      ...summary(values("runnerMib")),
      comparedWith: { what: `${shortest.tasks} tasks`, value: median(values("runnerMib", shortest)) },
    },
    {
      // Less than the list grew is better than linear.
      what: `${name}: the execution over that of ${shortest.tasks} tasks`,
      unit: "times",
      value: median(values("executionSeconds")) / median(values("executionSeconds", shortest)),
      comparedWith: { what: "how many times longer the list is", value: tasks / shortest.tasks },
    },
  ];
}
