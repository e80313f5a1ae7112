import { createLogUpdate } from "log-update";
import { styleText } from "node:util";
import type { EcsTask } from "../local/endpoints/ecs/tasks";
import type { HistoryEvent } from "../local/state-machine/history";
import type { Pattern } from "../../workflow/deployment";

/** Lines of runs while they go on. */
export type Progress = ReturnType<typeof startProgress>;

/** One run as it is shown. */
interface Run {
  /** The state that was entered last. */
  state: string;
  /** The stage of each task, by its ARN. */
  readonly tasks: Map<string, Stage>;
}

const stages = ["waiting", "running", "ended", "failed"] as const;
type Stage = (typeof stages)[number];

function stageOf({ lastStatus = "", containers = [] }: EcsTask): Stage {
  if (lastStatus === "RUNNING") return "running";
  if (lastStatus !== "STOPPED" && lastStatus !== "DEPROVISIONING") return "waiting";
  return containers.every(({ exitCode }) => exitCode === 0) ? "ended" : "failed";
}

/** E.g. `Pattern 1  InvokeTaskMonitor  tasks: 2 waiting, 8 running, 0 ended, 0 failed`. */
function lineOf(pattern: Pattern, { state, tasks }: Run): string {
  const reached = [...tasks.values()];
  const counts = stages.map((stage) => `${reached.filter((one) => one === stage).length} ${stage}`).join(", ");
  return [
    styleText("bold", `Pattern ${pattern}`),
    styleText("cyan", state),
    ...(reached.length > 0 ? [`tasks: ${counts}`] : []),
  ].join("  ");
}

/** Shows a line for each run: in place on a screen; for files and pipes when it has changed. */
export function startProgress(print: (line: string) => void, screen?: NodeJS.WriteStream) {
  const runs = new Map<Pattern, Run>();
  const of = (pattern: Pattern): Run => {
    const run = runs.get(pattern) ?? { state: "", tasks: new Map() };
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
    stateMoved: (pattern: Pattern, { stateEnteredEventDetails: entered }: HistoryEvent): void => {
      if (entered) of(pattern).state = entered.name ?? "";
    },
    taskMoved: (pattern: Pattern, task: EcsTask): unknown => of(pattern).tasks.set(task.taskArn, stageOf(task)),
    /** Shows the last of it, and nothing more. */
    close: (): void => {
      clearInterval(timer);
      show();
      update?.done();
    },
  };
}
