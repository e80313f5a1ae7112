import { createLogUpdate } from "log-update";
import pc from "picocolors";
import type { EcsTask } from "../endpoints/ecs";
import type { HistoryEvent } from "../state-machine/history";
import type { Pattern } from "../synthesis";
import { TaskTally } from "./task-tally";
import type { View } from "./view";

const repaintMs = 100;
const barCells = 30;

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

  stateMoved(pattern: Pattern, { event, state }: HistoryEvent): void {
    if (event === "StateEntered") this.of(pattern).state = state;
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
      return `${heading}\n  ${bar(tally)}  ${String(tally)}`;
    });
    this.update(blocks.join("\n"));
  }
}

function bar(tally: TaskTally): string {
  const cells = (count: number): number => (tally.total === 0 ? 0 : Math.round((count / tally.total) * barCells));
  const [ended, failed, running] = [tally.count("ended"), tally.count("failed"), tally.count("running")];
  const [toEnded, toFailed, toRunning] = [cells(ended), cells(ended + failed), cells(ended + failed + running)];
  return [
    pc.green("█".repeat(toEnded)),
    pc.red("█".repeat(toFailed - toEnded)),
    pc.yellow("▒".repeat(toRunning - toFailed)),
    pc.dim("░".repeat(barCells - toRunning)),
  ].join("");
}
