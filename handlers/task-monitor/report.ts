import type { DetailRow } from "../../workflow/audit-rows";
import { bounded } from "../../workflow/errors";
import { limits } from "../../workflow/limits";
import type { Poll } from "./poll";
import type { Tally } from "./tally";
import { notLaunchedReason } from "./unrecorded";

/** Number of failures that travel in the state machine's data; the tables have all of them. */
const reportedFailures = 10;

/** Characters of a reason in that data, and in the Cause of the execution, which has room for so many of each failure. */
const [reasonCharacters, causeReasonCharacters] = [500, 2_000];

const reportedAttributes = ["task_name", "status", "reason", "attempt", "attempts"] as const;
type ReportedRow = Pick<DetailRow, (typeof reportedAttributes)[number]>;

/** Numbers by their value: so the names of a list in S3, which begin with their places, are in its order. */
const byName = new Intl.Collator("en", { numeric: true }).compare;

/** Reports the entries of a run that did not complete, the first by their names with status and reason: small whatever their number. */
export async function reportFailures(
  poll: Poll,
  tally: Tally,
  unrecorded: number,
): Promise<ReturnType<typeof failureReport>> {
  const { audit, run, summary } = poll;
  const { failed_tasks, timed_out_tasks } = tally.counts("Completed", unrecorded);
  const incomplete = failed_tasks + timed_out_tasks;
  let first = new Map<string, ReportedRow>();
  for await (const rows of audit.pages(run, "unfinished", reportedAttributes)) {
    for (const row of rows) if (tally.stateOf(row.task_name) === row.status) first.set(row.task_name, row);
    first = new Map([...first].sort(([a], [b]) => byName(a, b)).slice(0, reportedFailures));
  }
  const head = `${incomplete} of ${summary.number_of_tasks} tasks did not complete`;
  const never = unrecorded > 0 ? `. Without a row: ${unrecorded}; ${notLaunchedReason(poll)}` : "";
  const isAll = first.size === incomplete - unrecorded;
  const order = isAll ? (unrecorded > 0 ? ". The rest:" : ":") : `. By name, the first ${first.size}:`;
  return failureReport(`${head}${never}${first.size > 0 ? order : "."}`, [...first.values()]);
}

/** @param head what is to be said of all */
function failureReport(head: string, first: readonly ReportedRow[]) {
  const failures = first.map((row) => ({ taskName: row.task_name, status: row.status, reason: reasonOf(row) }));
  const lines = failures.map(
    ({ taskName, status, reason }) => `\n- ${taskName} ${status}: ${bounded(reason, causeReasonCharacters)}`,
  );
  return {
    failures: failures.map((failure) => ({ ...failure, reason: bounded(failure.reason, reasonCharacters) })),
    cause: bounded(`${head}${lines.join("")}`, limits.causeCharacters),
  };
}

const reasonOf = ({ attempt, attempts, reason = "no reason recorded" }: ReportedRow): string =>
  attempts === undefined ? reason : `attempt ${attempt} of ${attempts}: ${reason}`;
