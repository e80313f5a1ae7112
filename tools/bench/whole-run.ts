import { availableParallelism } from "node:os";
import type { Report } from "../run-local/report";
import { defaultRunner, type RunnerName } from "../local/runners";
import type { Bench, Figure } from "./figure";
import { measureCommand } from "./measured-command";
import { median, summary } from "./statistics";

const patterns = [1, 2] as const;
const runners: readonly RunnerName[] = ["process", defaultRunner];

/** How many tasks; `BENCH_TASKS=10,100` leaves out the list that takes minutes. */
const taskCounts = (): readonly number[] => (process.env["BENCH_TASKS"] ?? "10,100,1000").split(",").map(Number);

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

/** All runs of a list of one length, by what ran the tasks. */
interface Runs {
  readonly tasks: number;
  readonly of: Readonly<Record<string, readonly WholeRun[]>>;
}

/** A workflow on this machine as a whole: its time beside that of its tasks, its memory, and how both grow. */
export const wholeRun: Bench = {
  name: "whole-run",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) {
      // Tasks that run beside each other wait for a processor: what one takes by itself, in a new process, is its own time.
      const alone = await measure(pattern, 1, ["process"]);
      const ownSeconds = median(runsOf(alone, "process").map(({ taskSeconds }) => taskSeconds));
      const measured: Runs[] = [];
      for (const tasks of taskCounts()) measured.push(await measure(pattern, tasks, runners));
      for (const runs of measured)
        for (const runner of runners)
          figures.push(...figuresOf({ pattern, runner, ownSeconds, runs, shortest: measured[0] ?? runs }));
    }
    return figures;
  },
};

const runsOf = ({ of }: Runs, runner: RunnerName): readonly WholeRun[] => of[runner] ?? [];

/** Runs a list some times, by each runner in turn. */
async function measure(pattern: number, tasks: number, by: readonly RunnerName[]): Promise<Runs> {
  const of = Object.fromEntries(by.map((runner): [string, WholeRun[]] => [runner, []]));
  for (let round = 0; round < roundsOf(tasks); round += 1)
    for (const runner of by) of[runner]?.push(await runLocally(pattern, tasks, runner));
  return { tasks, of };
}

async function runLocally(pattern: number, tasks: number, by: RunnerName): Promise<WholeRun> {
  const options = ["--json", "--runner", by, "--pattern", `${pattern}`, "--tasks", `${tasks}`];
  const args = ["--import", "tsx", "tools/run-local/main.ts", ...options];
  const { seconds, stdout, peaks } = await measureCommand(process.execPath, args);
  const [report] = (JSON.parse(stdout) as Report).patterns;
  const runner = peaks.find(({ script }) => script.endsWith("tools/run-local/main.ts"));
  if (!report || !runner) throw new Error(`"${args.slice(2).join(" ")}" reported no run: ${stdout}`);
  const taskSeconds = median(report.details.flatMap((row) => row.exec_time_in_seconds ?? []));
  return { seconds, executionSeconds: report.executionSeconds, taskSeconds, runnerMib: runner.mib };
}

interface Compared {
  readonly pattern: number;
  readonly runner: RunnerName;
  /** Of one task, alone in a new process. */
  readonly ownSeconds: number;
  readonly runs: Runs;
  readonly shortest: Runs;
}

function figuresOf({ pattern, runner, ownSeconds, runs, shortest }: Compared): Figure[] {
  const { tasks } = runs;
  const name = `npm run local --runner ${runner}, pattern ${pattern}, ${tasks} tasks`;
  const values = (field: keyof WholeRun, of = runs, by = runner) => runsOf(of, by).map((run) => run[field]);
  const cores = availableParallelism();
  const own = {
    what: `its tasks' own time, each in a new process, one after the other on each of ${cores} cores`,
    value: (ownSeconds * tasks) / cores,
  };
  const [execution, ofShortest, inProcesses] = [
    median(values("executionSeconds")),
    median(values("executionSeconds", shortest)),
    median(values("executionSeconds", runs, "process")),
  ];
  const besideProcesses: Figure = {
    what: `${name}: the execution, beside a process each`,
    unit: "s",
    value: execution,
    comparedWith: { what: "--runner process", value: inProcesses },
  };
  return [
    { what: `${name}: wall time`, unit: "s", ...summary(values("seconds")), comparedWith: own },
    { what: `${name}: the execution`, unit: "s", ...summary(values("executionSeconds")), comparedWith: own },
    ...(runner === "process" ? [] : [besideProcesses]),
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
      value: execution / ofShortest,
      comparedWith: { what: "how many times longer the list is", value: tasks / shortest.tasks },
    },
  ];
}
