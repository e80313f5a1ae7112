import { failuresFirst, inOrder, isLast } from "../../page/attempt";
import type { DetailRow } from "../../../workflow/audit-rows";
import { isTerminal, taskStatuses, type TaskStatus } from "../../../workflow/status";

/** Number of rows of a run that are shown; more than patterns with their list in the spec have. */
export const shownTasks = 5_000;

const firstOf = (rows: DetailRow[]): DetailRow[] => rows.sort(failuresFirst).slice(0, shownTasks);

/** Counts and rows of a run's tasks, however many there are. */
export interface CountedTasks {
  /** Of the entries that have one: of several tasks the last counts. */
  readonly tasksByStatus: Readonly<Record<TaskStatus, number>>;
  /** In the order in which people count their names; of more than `shownTasks` those that did not complete, and the first. */
  readonly tasks: readonly DetailRow[];
  /** Number of further ones. */
  readonly otherTasks: number;
  /** Tasks that ended since the time that was asked for. */
  readonly endedLately: number;
}

/**
 * Counts the rows of a run.
 *
 * @param pages of rows; few are in memory at a time
 * @param since milliseconds since 1970
 */
export async function countTasks(
  pages: AsyncIterable<readonly DetailRow[]> | [],
  since: number,
): Promise<CountedTasks> {
  const byStatus = new Map<TaskStatus, number>(taskStatuses.map((status) => [status, 0]));
  let first: DetailRow[] = [];
  let [all, endedLately] = [0, 0];
  for await (const page of pages)
    for (const row of page) {
      all += 1;
      if (isLast(row)) byStatus.set(row.status, (byStatus.get(row.status) ?? 0) + 1);
      if (isLast(row) && isTerminal(row.status) && Date.parse(row.update_time) >= since) endedLately += 1;
      first.push(row);
      if (first.length >= 2 * shownTasks) first = firstOf(first);
    }
  const tasks = firstOf(first).sort(inOrder);
  const tasksByStatus = Object.fromEntries(byStatus) as Record<TaskStatus, number>;
  return { tasksByStatus, tasks, otherTasks: all - tasks.length, endedLately };
}
