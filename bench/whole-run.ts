import { availableParallelism } from "node:os";
import type { Report } from "../local/report";
import type { Bench, Figure } from "./figure";
import { measureCommand } from "./measured-command";
import { median, summary } from "./statistics";

const patterns = [1, 2] as const;

/** How many tasks; `BENCH_TASKS=10,100,1000` adds a list that takes minutes. */
const taskCounts = (): readonly number[] => (process.env["BENCH_TASKS"] ?? "10,100").split(",").map(Number);

/** A long list is its own average. */
const roundsOf = (tasks: number): number => (tasks > 100 ? 1 : 3);

/** One `npm run local`. */
interface WholeRun {
  /** From the command's start to its end, synthesis included. */
  readonly seconds: number;
  /** Of the execution alone. */
  readonly executionSeconds: number;
  /** A task's own time: from its process's start to its last record. */
  readonly taskSeconds: number;
  /** Of the process that holds the cloud's engines. */
  readonly runnerMib: number;
}

/** All runs of a list of one length. */
interface Runs {
  readonly tasks: number;
  readonly runs: readonly WholeRun[];
}

/** A workflow on this machine as a whole: its time beside that of its tasks, its memory, and how both grow. */
export const wholeRun: Bench = {
  name: "whole-run",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) {
      const alone = await measure(pattern, 1);
      const measured: Runs[] = [];
      for (const tasks of taskCounts()) measured.push(await measure(pattern, tasks));
      figures.push(...measured.flatMap((runs) => figuresOf(pattern, runs, alone, measured[0] ?? runs)));
    }
    return figures;
  },
};

async function measure(pattern: number, tasks: number): Promise<Runs> {
  const runs: WholeRun[] = [];
  while (runs.length < roundsOf(tasks)) runs.push(await runLocally(pattern, tasks));
  return { tasks, runs };
}

async function runLocally(pattern: number, tasks: number): Promise<WholeRun> {
  const args = ["--import", "tsx", "local/main.ts", "--json", "--pattern", `${pattern}`, "--tasks", `${tasks}`];
  const { seconds, stdout, peaks } = await measureCommand(process.execPath, args);
  const [report] = (JSON.parse(stdout) as Report).patterns;
  const runner = peaks.find(({ script }) => script.endsWith("local/main.ts"));
  if (!report || !runner) throw new Error(`"${args.slice(2).join(" ")}" reported no run: ${stdout}`);
  const taskSeconds = median(report.details.flatMap((row) => row.exec_time_in_seconds ?? []));
  return { seconds, executionSeconds: report.executionSeconds, taskSeconds, runnerMib: runner.mib };
}

function figuresOf(pattern: number, { tasks, runs }: Runs, alone: Runs, shortest: Runs): Figure[] {
  const name = `npm run local, pattern ${pattern}, ${tasks} tasks`;
  const of = (field: keyof WholeRun, all = runs) => all.map((run) => run[field]);
  const cores = availableParallelism();
  // Tasks that run beside each other wait for a processor: what one takes by itself is its own time.
  const own = {
    what: `its tasks' own time, one after the other on each of ${cores} cores`,
    value: (median(of("taskSeconds", alone.runs)) * tasks) / cores,
  };
  const [execution, shortestExecution] = [runs, shortest.runs].map((all) => median(of("executionSeconds", all)));
  return [
    { what: `${name}: wall time`, unit: "s", ...summary(of("seconds")), comparedWith: own },
    { what: `${name}: the execution`, unit: "s", ...summary(of("executionSeconds")), comparedWith: own },
    {
      what: `${name}: memory of the runner`,
      unit: "MiB",
      ...summary(of("runnerMib")),
      comparedWith: { what: `${shortest.tasks} tasks`, value: median(of("runnerMib", shortest.runs)) },
    },
    {
      // Less than the list grew is better than linear.
      what: `${name}: the execution over that of ${shortest.tasks} tasks`,
      unit: "times",
      value: Number(execution) / Number(shortestExecution),
      comparedWith: { what: "how many times longer the list is", value: tasks / shortest.tasks },
    },
  ];
}
