import type { DetailRow } from "../../workflow/audit-rows";
import type { TaskFailure } from "../../workflow/iterator";

/** So many failures travel in the state machine's data; the tables have all of them. */
export const reportedFailures = 10;

/** Characters of a reason in that data, and in the Cause of the failed execution. */
const reasonCharacters = { failures: 500, cause: 150 } as const;

/** Characters of the Cause: a person reads it in the console, where Step Functions would take 32,768. */
export const causeCharacters = 2_000;

/** `text`, cut where it is too long. */
export const bounded = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;

/** What a report takes of a row. */
export type FailedRow = Pick<DetailRow, "task_name" | "status" | "reason">;

/** What did not complete, small whatever the number of tasks. */
export interface FailureReport {
  readonly failures: readonly TaskFailure[];
  readonly cause: string;
}

/**
 * Reports the entries that did not complete, in the order of their names.
 *
 * @param entries the rows that speak for the entries
 */
export function reportFailures(entries: Iterable<DetailRow>, numberOfTasks: number): FailureReport {
  const failed = [...entries].filter((row) => row.status !== "Completed");
  const first = failed.toSorted((a, b) => (a.task_name < b.task_name ? -1 : 1)).slice(0, reportedFailures);
  return failureReport(`${failed.length} of ${numberOfTasks} tasks did not complete.`, first);
}

/**
 * Reports some of the entries that did not complete.
 *
 * @param head what is to be said of all
 * @param first the rows that speak for the first of them by name
 */
export function failureReport(head: string, first: readonly FailedRow[]): FailureReport {
  const failures = first.map(({ task_name: taskName, status, reason = "no reason recorded" }) => ({
    taskName,
    status,
    reason: bounded(reason, reasonCharacters.failures),
  }));
  const lines = failures.map(
    ({ taskName, status, reason }) => `- ${taskName} ${status}: ${bounded(reason, reasonCharacters.cause)}`,
  );
  const order = failures.length > 0 ? [` By name, the first ${failures.length}:`] : [];
  return { failures, cause: bounded([[head, ...order].join(""), ...lines].join("\n"), causeCharacters) };
}
