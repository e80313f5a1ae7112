import { createLogUpdate } from "log-update";
import { isRetried } from "../../handlers/task-monitor/next-attempt";
import { environmentOf } from "../../handlers/task-monitor/tasks-in-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import type { EcsTask } from "../local/endpoints/ecs/tasks";
import type { HistoryEvent } from "../local/state-machine/history";
import type { Pattern } from "../../workflow/deployment";
import pc from "../terminal/colors";
import { progressBar } from "../terminal/progress-bar";

/** Shows runs while they go on. */
export interface Progress {
  readonly stateMoved: (pattern: Pattern, event: HistoryEvent) => void;
  readonly taskMoved: (pattern: Pattern, task: EcsTask) => void;
  /** Shows the last of it, and nothing more. */
  readonly close: () => void;
}

/** One run as it is shown. */
interface Run {
  readonly pattern: Pattern;
  /** The states that were entered, and the last of them. */
  readonly states: Set<string>;
  state: string;
  /** The stage of each entry, by its run and name. */
  readonly entries: Map<string, Stage>;
}

const stages = ["waiting", "running", "ended", "failed"] as const;
type Stage = (typeof stages)[number];

/** The stage of an entry, by its latest task: one that another attempt follows has not failed. */
function stageOf(task: EcsTask): Stage {
  const { lastStatus = "", containers = [] } = task;
  if (lastStatus === "RUNNING") return "running";
  if (lastStatus !== "STOPPED" && lastStatus !== "DEPROVISIONING") return "waiting";
  if (containers.every(({ exitCode }) => exitCode === 0)) return "ended";
  return isRetried(task) ? "waiting" : "failed";
}

const entryOf = (task: EcsTask): string =>
  [taskEnvironment.workflowRunId, taskEnvironment.taskName].map((name) => environmentOf(task).get(name)).join(" ");

const count = ({ entries }: Run, stage: Stage): number => [...entries.values()].filter((one) => one === stage).length;

/** E.g. `2 waiting, 8 running, 0 ended, 0 failed`. */
const counts = (run: Run): string => stages.map((stage) => `${count(run, stage)} ${stage}`).join(", ");

/** Keeps account of runs, and has them shown so often. */
function progress(milliseconds: number, show: (runs: readonly Run[]) => void): Progress {
  const runs = new Map<Pattern, Run>();
  const of = (pattern: Pattern): Run => {
    const run = runs.get(pattern) ?? { pattern, states: new Set(), state: "", entries: new Map() };
    runs.set(pattern, run);
    return run;
  };
  const showAll = () => {
    show([...runs.values()].sort((left, right) => left.pattern - right.pattern));
  };
  const timer = setInterval(showAll, milliseconds);
  return {
    stateMoved: (pattern, { stateEnteredEventDetails: details }) => {
      if (!details) return;
      const run = of(pattern);
      run.state = details.name ?? "";
      run.states.add(run.state);
    },
    taskMoved: (pattern, task) => of(pattern).entries.set(entryOf(task), stageOf(task)),
    close: () => {
      clearInterval(timer);
      showAll();
    },
  };
}

/** Shows runs as lines, for files and pipes: each state once it is entered, and the tasks when they have moved. */
export function lineProgress(print: (line: string) => void): Progress {
  const told = new Map<string, string>();
  const tell = ({ pattern }: Run, what: string, text: string) => {
    const line = `Pattern ${pattern}  ${text}`;
    if (told.get(`${pattern} ${what}`) !== line) print(line);
    told.set(`${pattern} ${what}`, line);
  };
  return progress(500, (runs) => {
    for (const run of runs) for (const state of run.states) tell(run, state, state);
    for (const run of runs) if (run.entries.size > 0) tell(run, "tasks", `tasks: ${counts(run)}`);
  });
}

/** Shows runs in place, for terminals: where each state machine is, and a bar of its tasks. */
export function liveProgress(stream: NodeJS.WriteStream): Progress {
  const update = createLogUpdate(stream);
  const block = (run: Run): string => {
    const [Running, Completed, Failed] = [count(run, "running"), count(run, "ended"), count(run, "failed")];
    const bar = progressBar(run.entries.size, { Running, Completed, Failed, TimedOut: 0 });
    return `${pc.bold(`Pattern ${run.pattern}`)}  ${pc.cyan(run.state)}\n  ${bar}  ${counts(run)}`;
  };
  const { close, ...shown } = progress(100, (runs) => {
    update(runs.map(block).join("\n"));
  });
  return {
    ...shown,
    close: () => {
      close();
      update.done();
    },
  };
}
