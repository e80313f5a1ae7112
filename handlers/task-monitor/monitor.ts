import { NamedError, workflowErrors } from "../../workflow/errors";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { isOverdue, monitoredRun, type MonitorDependencies, type Poll } from "./poll";
import { answerOf, progressOf, recordProgress } from "./progress";
import { lookAfterTasks } from "./reconcile";
import { reportFailures } from "./report";
import { tallied, type Counts, type Tally } from "./tally";
import { withStrays } from "./strays";
import { accountForUnrecorded, areRowsDue, countLaunched } from "./unrecorded";

/**
 * Polls a run once: settles the tasks that did not record their end, brings the summary row up to date, and says
 * whether and when to poll again. Polling twice with the same event does nothing more than polling once.
 *
 * @throws RunNotFound when the run has no summary row
 */
export async function monitor(event: MonitorEvent, dependencies: MonitorDependencies): Promise<MonitorAnswer> {
  const now = dependencies.now();
  const monitored = monitoredRun(event, dependencies.workflowName, now);
  const summary = await dependencies.audit.findRun(monitored.run);
  if ("execution" in event && summary?.execution_arn !== event.execution.executionArn)
    return nothingLaunched(monitored);
  if (summary === undefined) {
    const { workflowName, workflowRunId } = monitored.run;
    const what = `Workflow ${workflowName} has no summary row of run ${workflowRunId}: it was deleted, or never written`;
    throw new NamedError("RunNotFound", what);
  }
  return pollRun(await withStrays({ ...dependencies, ...monitored, summary, now, clock: dependencies.now }));
}

// Whatever the length of the list, few rows are in memory at a time.
async function pollRun(poll: Poll): Promise<MonitorAnswer> {
  const { number_of_tasks } = poll.summary;
  const seen = await lookAfterTasks(poll);
  if (number_of_tasks === 0) return pollUncounted(poll);
  const { tally, unrecorded, allRecorded } = await count(poll, seen);
  // Read from the index, entries without a row there are Completed; otherwise they may still get one.
  const progress = progressOf(tally.counts(poll.allRecorded ? "Completed" : "open", unrecorded), poll.summary);
  // An entry that failed here may have completed in another of its tasks: the last word takes all rows.
  if (progress.status === "Failed" && poll.allRecorded) return pollRun({ ...poll, allRecorded: false });
  // A task that fails while the index is read moves in it, and may be passed over. It moves once: a second look finds it.
  if (progress.status === "Completed" && poll.allRecorded && (await tallied(poll)).recorded > 0) return pollRun(poll);
  await recordProgress(poll, progress);
  const report = progress.status === "Failed" ? await reportFailures(poll, tally, unrecorded) : undefined;
  return answerOf({ ...poll, allRecorded, unrecordedTasks: unrecorded || undefined }, progress, report);
}

/** The poll of a run whose list in S3 has no known length: launching tells it at its end, unless that is cut short. */
async function pollUncounted(poll: Poll): Promise<MonitorAnswer> {
  const number_of_tasks = await countLaunched(poll);
  if (number_of_tasks === undefined) return answerOf(poll, { ...noTasks, status: "Running" });
  if (number_of_tasks === 0) return nothingToLaunch(poll);
  const tally = await tallied({ ...poll, allRecorded: false, summary: { ...poll.summary, number_of_tasks } });
  const counts = tally.counts("open", number_of_tasks - tally.recorded);
  if (counts.running_tasks > 0) return answerOf(poll, { ...counts, status: "Running" });
  // Whatever completed, nobody knows what else is in the list.
  const progress = { ...counts, status: "Failed" } as const;
  await recordProgress(poll, { ...progress, number_of_tasks });
  return answerOf(poll, progress);
}

interface Counted {
  readonly tally: Tally;
  /** Number of entries that will never get a row. */
  readonly unrecorded: number;
  /** True when all others have one. */
  readonly allRecorded: boolean;
}

// Once every entry has a row, those that are Completed need not be read again: rows never go away.
async function count(poll: Poll, seen: Tally | undefined): Promise<Counted> {
  const tally = seen ?? (await tallied(poll));
  if (poll.allRecorded) return { tally, unrecorded: poll.unrecordedTasks ?? 0, allRecorded: true };
  const allRecorded = tally.recorded >= poll.summary.number_of_tasks;
  if (allRecorded || !areRowsDue(poll)) return { tally, unrecorded: 0, allRecorded };
  const { adopted, unrecorded, isComplete } = await accountForUnrecorded(poll);
  if (adopted > 0) await lookAfterTasks(poll);
  return { tally: await tallied(poll), unrecorded, allRecorded: isComplete };
}

const noTasks: Counts = { completed_tasks: 0, failed_tasks: 0, timed_out_tasks: 0, running_tasks: 0 };

/** The end of a run without entries: its list is empty, could not be read, or was not before the deadline; or none of it was launched. */
async function nothingToLaunch(poll: Poll): Promise<MonitorAnswer> {
  const progress = { ...noTasks, status: "Failed" } as const;
  // The redriven state machine of a stopped run may have written a number meanwhile.
  await recordProgress(poll, { ...progress, number_of_tasks: 0 });
  const { timeout_seconds, stop_reason } = poll.summary;
  // The deadline ends the reading of a list, too.
  const otherwise = isOverdue(poll) ? `the run's ${timeout_seconds} s were over` : "the source has no entries";
  const cause = `Nothing was launched: ${poll.launchError ?? stop_reason ?? otherwise}`;
  return { ...answerOf(poll, progress, { failures: [], cause }), error: workflowErrors.launchFailed };
}

/** The answer for an execution whose launcher failed before it began its run: there is nothing to wait for. */
const nothingLaunched = ({
  run,
  monitoringSince,
  launchError,
}: Pick<Poll, "run" | "monitoringSince" | "launchError">): MonitorAnswer => ({
  ...run,
  monitoringSince,
  allRecorded: false,
  launching: false,
  continue: false,
  waitSeconds: 0,
  status: "Failed",
  completedTasks: 0,
  failedTasks: 0,
  timedOutTasks: 0,
  runningTasks: 0,
  error: workflowErrors.launchFailed,
  cause: `The launcher failed and nothing was launched: ${launchError}`,
});
