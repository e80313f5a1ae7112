import type { DetailRow } from "../../workflow/audit-rows";
import { stopGraceSeconds } from "../../workflow/deadline";
import { isTerminal } from "../../workflow/status";

/** The attributes that the state of a row follows from. */
type StatedRow = Pick<DetailRow, "status" | "update_time" | "stop_time">;

/** True for a task that timed out and whose stop was not accepted yet, while it is worth asking again. */
const isStopPending = (row: StatedRow, now: Date): boolean =>
  row.status === "TimedOut" &&
  row.stop_time === undefined &&
  now.getTime() - Date.parse(row.update_time) < stopGraceSeconds * 1_000;

/** True for a task that has not come to its end. */
export const isOpen = (row: StatedRow, now: Date): boolean => !isTerminal(row.status) || isStopPending(row, now);

/**
 * The precedence of an entry's states: of those that its tasks have, the first is the entry's. An entry may have two rows, one
 * Failed since the answer of RunTask was lost, and that of the task which ran nevertheless.
 */
export const precedence = ["open", "Completed", "TimedOut", "Failed"] as const;
export type EntryState = (typeof precedence)[number];

/** The state that a row gives to its entry. */
export const stateOf = (row: StatedRow, now: Date): EntryState =>
  isOpen(row, now) ? "open" : (row.status as EntryState);
