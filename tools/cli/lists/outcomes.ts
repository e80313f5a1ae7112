import type { DetailRow } from "../../../workflow/audit-rows";
import { placed } from "../../../workflow/spec";
import type { TaskStatus } from "../../../workflow/status";

/** Outcome of an entry of a list. */
interface Outcome {
  /** Empty for an entry that had none. */
  readonly name: string;
  readonly status: TaskStatus;
}

/** Property that tells the entries of a list from each other, of a row's `task_name`; undefined for a row that belongs to none. */
type EntryKey = (taskName: string) => string | number | undefined;

/** Of JSON Lines and CSV, where a line stays where it is: its place, from 0. */
export const byPlace: EntryKey = (taskName) => placed(taskName)?.place;

/** Of a prefix, where an entry's place is that of today: its name, which is the object's key. */
export const byName: EntryKey = (taskName) => placed(taskName)?.name ?? taskName;

/** Of an entry's tasks the one with the highest rank counts. */
const rank: Readonly<Partial<Record<TaskStatus, number>>> = { Completed: 2, TimedOut: 1 };

/**
 * Outcomes of a run's entries, by its rows: a million entries are about 200 MB.
 *
 * @param pages of rows
 */
export async function outcomesOf(
  pages: AsyncIterable<readonly Pick<DetailRow, "task_name" | "status">[]>,
  keyOf: EntryKey,
): Promise<Map<string | number, Outcome>> {
  const outcomes = new Map<string | number, Outcome>();
  for await (const rows of pages)
    for (const { task_name, status } of rows) {
      const key = keyOf(task_name);
      if (key === undefined) continue;
      const known = outcomes.get(key);
      if (known && (rank[known.status] ?? 0) >= (rank[status] ?? 0)) continue;
      outcomes.set(key, { name: placed(task_name)?.name ?? task_name, status });
    }
  return outcomes;
}
