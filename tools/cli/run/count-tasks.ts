import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import { taskStatuses, type TaskStatus } from "../../../workflow/status";
import { failuresFirst, inOrder, isLast } from "../../page/attempt";
import type { CountedTasks } from "../../page/model";

/** Number of rows of a run that are shown; more than patterns with their list in the spec have. */
export const shownTasks = 5_000;

const firstOf = (rows: DetailRow[]): DetailRow[] => rows.sort(failuresFirst).slice(0, shownTasks);

/** Counts the rows of a run. @param pages of rows; few are in memory at a time */
export async function countTasks(
  pages: AsyncIterable<readonly DetailRow[]> | Iterable<readonly DetailRow[]>,
): Promise<CountedTasks> {
  const byStatus = new Map<TaskStatus, number>(taskStatuses.map((status) => [status, 0]));
  let first: DetailRow[] = [];
  let all = 0;
  for await (const page of pages)
    for (const row of page) {
      all += 1;
      if (isLast(row)) byStatus.set(row.status, (byStatus.get(row.status) ?? 0) + 1);
      first.push(row);
      if (first.length >= 2 * shownTasks) first = firstOf(first);
    }
  const tasks = firstOf(first).sort(inOrder);
  const tasksByStatus = Object.fromEntries(byStatus) as Record<TaskStatus, number>;
  return { tasksByStatus, tasks, otherTasks: all - tasks.length };
}

/** The counts of a run that is over are those of its row: entries without a row of their own are counted there alone. */
export function withRunsCounts(counted: CountedTasks, summary: SummaryRow | undefined): CountedTasks {
  if (summary === undefined || summary.status === "Running") return counted;
  const { number_of_tasks, completed_tasks: Completed = 0, failed_tasks: Failed = 0, timed_out_tasks = 0 } = summary;
  const rows = Object.values(counted.tasksByStatus).reduce((sum, count) => sum + count, 0);
  return {
    ...counted,
    tasksByStatus: { ...counted.tasksByStatus, Completed, Failed, TimedOut: timed_out_tasks },
    withoutRow: Math.max(0, number_of_tasks - rows),
  };
}
