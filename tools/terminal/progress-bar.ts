import pc from "./colors";

const cells = 30;

/** Number of tasks, and of those in each status. */
interface Shares {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly running: number;
}

/** A bar of a run's tasks, in the colours of their statuses. */
export function progressBar({ total, completed, failed, running }: Shares): string {
  const upTo = (count: number): number => (total === 0 ? 0 : Math.round((Math.min(count, total) / total) * cells));
  const [toCompleted, toFailed, toRunning] = [
    upTo(completed),
    upTo(completed + failed),
    upTo(completed + failed + running),
  ];
  return [
    pc.green("█".repeat(toCompleted)),
    pc.red("█".repeat(toFailed - toCompleted)),
    pc.yellow("▒".repeat(toRunning - toFailed)),
    pc.dim("░".repeat(cells - toRunning)),
  ].join("");
}
