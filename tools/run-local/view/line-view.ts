import type { EcsTask } from "../../local/endpoints/ecs/task-table";
import type { HistoryEvent } from "../../local/state-machine/history";
import type { Pattern } from "../../local/synthesis";
import { TaskTally } from "./task-tally";
import type { View } from "./view";

const pauseMs = 500;

/** Shows a run as lines, for files and pipes: each state when it is first entered, and the tasks twice a second. */
export class LineView implements View {
  private readonly seen = new Set<string>();
  private readonly tallies = new Map<Pattern, TaskTally>();
  private readonly due = new Map<Pattern, NodeJS.Timeout>();

  constructor(private readonly print: (line: string) => void) {}

  stateMoved(pattern: Pattern, { stateEnteredEventDetails: entered }: HistoryEvent): void {
    const line = `Pattern ${pattern}  ${entered?.name ?? ""}`;
    if (!entered || this.seen.has(line)) return;
    this.seen.add(line);
    this.print(line);
  }

  taskMoved(pattern: Pattern, task: EcsTask): void {
    const tally = this.tallies.get(pattern) ?? new TaskTally();
    this.tallies.set(pattern, tally);
    tally.add(task);
    if (this.due.has(pattern)) return;
    const timer = setTimeout(() => {
      this.printTally(pattern);
    }, pauseMs);
    this.due.set(pattern, timer);
  }

  close(): void {
    for (const [pattern, timer] of [...this.due]) {
      clearTimeout(timer);
      this.printTally(pattern);
    }
  }

  private printTally(pattern: Pattern): void {
    this.due.delete(pattern);
    this.print(`Pattern ${pattern}  tasks: ${String(this.tallies.get(pattern))}`);
  }
}
