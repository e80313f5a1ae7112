import type { TaskStatus } from "../../workflow/status";
import pc from "./colors";

const cells = 30;

type Counts = Readonly<Record<Exclude<TaskStatus, "Submitted">, number>>;

/** A bar of a run's tasks, in the colours of their statuses. @param total of the list, those without a row included */
export function progressBar(total: number, { Completed, Failed, TimedOut, Running }: Counts): string {
  const upTo = (count: number): number => (total === 0 ? 0 : Math.round((Math.min(count, total) / total) * cells));
  const ended = Completed + Failed + TimedOut;
  const [toCompleted, toFailed, toRunning] = [upTo(Completed), upTo(ended), upTo(ended + Running)];
  return [
    pc.green("█".repeat(toCompleted)),
    pc.red("█".repeat(toFailed - toCompleted)),
    pc.yellow("▒".repeat(toRunning - toFailed)),
    pc.dim("░".repeat(cells - toRunning)),
  ].join("");
}
