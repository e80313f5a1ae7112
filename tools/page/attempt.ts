import type { DetailRow } from "../../workflow/audit-rows";

/** The number of a task among the attempts at its entry, such as `2 of 3`; undefined where the entry has one alone. */
export const attemptText = ({ attempt = 1, attempts }: Pick<DetailRow, "attempt" | "attempts">): string | undefined =>
  attempts === undefined ? undefined : `${attempt} of ${attempts}`;

/** True for the last task of its entry, whose end is the entry's. */
export const isLast = ({ followed_by }: Pick<DetailRow, "followed_by">): boolean => followed_by === undefined;

/** True of a task that ended, and did not complete, and that no other follows. */
export const didNotComplete = (row: Pick<DetailRow, "status" | "followed_by">): boolean =>
  (row.status === "Failed" || row.status === "TimedOut") && isLast(row);

const { compare } = new Intl.Collator("en", { numeric: true });

/** In the order in which people count their names, and of one entry its attempts in theirs. */
export const inOrder = (left: DetailRow, right: DetailRow): number =>
  compare(left.task_name, right.task_name) || (left.attempt ?? 1) - (right.attempt ?? 1);

/** In the same order, after all that did not complete: those are looked for. */
export const failuresFirst = (left: DetailRow, right: DetailRow): number =>
  Number(didNotComplete(right)) - Number(didNotComplete(left)) || inOrder(left, right);

const attemptColumn = { heading: "Attempt", cell: (row: DetailRow): string => attemptText(row) ?? "" };

/** Columns of a table of tasks, with one for the attempts after the name where any entry had several. */
export const withAttempts = <Column>(
  columns: readonly Column[],
  rows: readonly DetailRow[],
): readonly (Column | typeof attemptColumn)[] =>
  rows.some(({ attempts }) => attempts !== undefined)
    ? [...columns.slice(0, 1), attemptColumn, ...columns.slice(1)]
    : columns;
