import { createLogUpdate } from "log-update";
import { isRetried } from "../../handlers/task-monitor/next-attempt";
import { environmentOf } from "../../handlers/task-monitor/tasks-in-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import type { EcsTask } from "../local/endpoints/ecs/tasks";
import type { HistoryEvent } from "../local/state-machine/history";
import type { Pattern } from "../../workflow/deployment";
import pc from "../terminal/colors";

/** Shows runs while they go on. */
export interface Progress {
  readonly stateMoved: (pattern: Pattern, event: HistoryEvent) => void;
  readonly taskMoved: (pattern: Pattern, task: EcsTask) => void;
  /** Shows the last of it, and nothing more. */
  readonly close: () => void;
}

/** One run as it is shown. */
interface Run {
  /** The state that was entered last. */
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

/** E.g. `Pattern 1  InvokeTaskMonitor  2 waiting, 8 running, 0 ended, 0 failed`. */
function lineOf(pattern: Pattern, { state, entries }: Run): string {
  const reached = [...entries.values()];
  const counts = stages.map((stage) => `${reached.filter((one) => one === stage).length} ${stage}`).join(", ");
  return [pc.bold(`Pattern ${pattern}`), pc.cyan(state), ...(reached.length > 0 ? [counts] : [])].join("  ");
}

/** Shows a line for each run: in place on a screen; for files and pipes when it has changed. */
export function startProgress(print: (line: string) => void, screen?: NodeJS.WriteStream): Progress {
  const runs = new Map<Pattern, Run>();
  const of = (pattern: Pattern): Run => {
    const run = runs.get(pattern) ?? { state: "", entries: new Map() };
    runs.set(pattern, run);
    return run;
  };
  const update = screen && createLogUpdate(screen);
  const told = new Set<string>();
  const show = () => {
    const lines = [...runs].sort(([left], [right]) => left - right).map(([pattern, run]) => lineOf(pattern, run));
    update?.(lines.join("\n"));
    if (!update) for (const line of lines) if (!told.has(line)) print(line);
    for (const line of lines) told.add(line);
  };
  const timer = setInterval(show, screen ? 100 : 500);
  return {
    stateMoved: (pattern, { stateEnteredEventDetails: entered }) => {
      if (entered) of(pattern).state = entered.name ?? "";
    },
    taskMoved: (pattern, task) => of(pattern).entries.set(entryOf(task), stageOf(task)),
    close: () => {
      clearInterval(timer);
      show();
      update?.done();
    },
  };
}
