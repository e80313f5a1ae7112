import { createLogUpdate } from "log-update";
import pc from "../../terminal/colors";
import type { EcsTask } from "../../local/endpoints/ecs/task-table";
import type { HistoryEvent } from "../../local/state-machine/history";
import type { Pattern } from "../../local/synthesis";
import { progressBar, type Shares } from "../../terminal/progress-bar";
import { TaskTally } from "./task-tally";
import type { View } from "./view";

const repaintMs = 100;

interface Shown {
  state: string;
  readonly tally: TaskTally;
}

/** Shows a run in place, for terminals: where each state machine is, and a bar of its tasks. */
export class LiveView implements View {
  private readonly shown = new Map<Pattern, Shown>();
  private readonly update: ReturnType<typeof createLogUpdate>;
  private readonly timer: NodeJS.Timeout;

  constructor(stream: NodeJS.WriteStream) {
    this.update = createLogUpdate(stream);
    this.timer = setInterval(() => {
      this.repaint();
    }, repaintMs);
  }

  stateMoved(pattern: Pattern, { stateEnteredEventDetails: entered }: HistoryEvent): void {
    if (entered) this.of(pattern).state = entered.name ?? "";
  }

  taskMoved(pattern: Pattern, task: EcsTask): void {
    this.of(pattern).tally.add(task);
  }

  close(): void {
    clearInterval(this.timer);
    this.repaint();
    this.update.done();
  }

  private of(pattern: Pattern): Shown {
    const shown = this.shown.get(pattern) ?? { state: "", tally: new TaskTally() };
    this.shown.set(pattern, shown);
    return shown;
  }

  private repaint(): void {
    const blocks = [...this.shown].sort().map(([pattern, { state, tally }]) => {
      const heading = `${pc.bold(`Pattern ${pattern}`)}  ${pc.cyan(state)}`;
      return `${heading}\n  ${progressBar(sharesOf(tally))}  ${String(tally)}`;
    });
    this.update(blocks.join("\n"));
  }
}

const sharesOf = (tally: TaskTally): Shares => ({
  total: tally.total,
  completed: tally.count("ended"),
  failed: tally.count("failed"),
  running: tally.count("running"),
});
