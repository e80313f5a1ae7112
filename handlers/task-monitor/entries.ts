import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";

/** How long a stop that ECS does not accept is asked for again: seconds from the deadline on. */
export const stopGraceSeconds = 300;

/** What the state of a row follows from. */
export type StatedRow = Pick<DetailRow, "status" | "update_time" | "stop_time">;

/** True for a task that timed out and whose stop was not accepted yet, while it is worth asking again. */
export const isStopPending = (row: StatedRow, now: Date): boolean =>
  row.status === "TimedOut" &&
  row.stop_time === undefined &&
  now.getTime() - Date.parse(row.update_time) < stopGraceSeconds * 1_000;

/** True for a task that has not come to its end. */
export const isOpen = (row: StatedRow, now: Date): boolean => !isTerminal(row.status) || isStopPending(row, now);

/** What an entry of the list is, of the statuses of its tasks: the first that any of them has. */
export const precedence = ["open", "Completed", "TimedOut", "Failed"] as const;
export type EntryState = (typeof precedence)[number];

/** The state that a row gives to its entry. */
export const stateOf = (row: StatedRow, now: Date): EntryState =>
  isOpen(row, now) ? "open" : (row.status as EntryState);

/**
 * The row that speaks for each entry that has rows, by task name. There may be two for one entry: one Failed since the
 * answer of RunTask was lost, and that of the task which ran nevertheless. An entry is open while any of its tasks is,
 * then Completed when any of them is.
 */
export function entriesOf(rows: readonly DetailRow[], now: Date): Map<string, DetailRow> {
  const rank = (row: DetailRow): number => precedence.indexOf(stateOf(row, now));
  const entries = new Map<string, DetailRow>();
  for (const row of rows) {
    const other = entries.get(row.task_name);
    if (other === undefined || rank(row) < rank(other)) entries.set(row.task_name, row);
  }
  return entries;
}

/**
 * The counts of a run's summary row: `numberOfTasks` in all.
 *
 * @param unlisted what an entry is that is not among `entries`
 */
export function countEntries(
  entries: readonly DetailRow[],
  numberOfTasks: number,
  unlisted: "open" | "Completed",
  now: Date,
) {
  const states = entries.map((row) => stateOf(row, now));
  const others = numberOfTasks - entries.length;
  const count = (state: EntryState): number =>
    states.filter((other) => other === state).length + (state === unlisted ? others : 0);
  return {
    completed_tasks: count("Completed"),
    failed_tasks: count("Failed"),
    timed_out_tasks: count("TimedOut"),
    running_tasks: count("open"),
  } satisfies Partial<SummaryRow>;
}
