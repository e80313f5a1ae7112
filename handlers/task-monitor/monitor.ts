import type { RunKey } from "../../workflow/audit-store";
import { workflowErrors } from "../../workflow/errors";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { isNumbered } from "../../workflow/numbered-run";
import { accountForUnlaunched } from "./account-for-unlaunched";
import { countEntries, entriesOf } from "./entries";
import { monitoredRun, type MonitoredRun } from "./monitored-run";
import { pollNumbered } from "./numbered/poll-numbered";
import type { MonitorDependencies, Poll, PollStep } from "./poll";
import { answerOf, progressOf, recordProgress } from "./progress";
import { reconcile } from "./reconcile";
import { reportFailures } from "./report";
import { stopOverdue } from "./stop-overdue";

/** A run without a summary row has no end to wait for. */
export class RunNotFound extends Error {
  override readonly name = "RunNotFound";

  constructor({ workflowName, workflowRunId }: RunKey) {
    super(`Workflow ${workflowName} has no summary row of run ${workflowRunId}: it was deleted, or never written`);
  }
}

/** What a poll does to the tasks, in this order: each step sees what the one before it wrote. */
const steps: readonly PollStep[] = [accountForUnlaunched, reconcile, stopOverdue];

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
  const { executionArn } = monitored;
  if (executionArn !== undefined && summary?.execution_arn !== executionArn) return nothingLaunched(monitored);
  if (summary === undefined) throw new RunNotFound(monitored.run);
  const poll = { ...dependencies, ...monitored, summary, now };
  return isNumbered(summary) ? pollNumbered(poll) : pollRun(poll);
}

// Once every entry has a row, those that are Completed need not be read again: rows never go away.
async function pollRun(poll: Poll): Promise<MonitorAnswer> {
  const { audit, run, summary, now, allRecorded } = poll;
  const read = () => (allRecorded ? audit.listUnfinished(run) : audit.listTasks(run));
  let rows = await read();
  for (const step of steps) if (await step(poll, rows)) rows = await read();
  const entries = [...entriesOf(rows, now).values()];
  const counts = countEntries(entries, summary.number_of_tasks, allRecorded ? "Completed" : "open", now);
  const progress = progressOf(counts);
  // An entry that failed here may have completed in another of its tasks: the last word takes all rows.
  if (progress.status === "Failed" && allRecorded) return pollRun({ ...poll, allRecorded: false });
  // A task that fails while the index is read moves in it, and may be passed over. It moves once: a second look finds it.
  if (progress.status === "Completed" && allRecorded && (await read()).length > 0) return pollRun(poll);
  await recordProgress(poll, progress);
  const seen = { ...poll, allRecorded: allRecorded || entries.length >= summary.number_of_tasks };
  const failed = progress.status === "Failed";
  return answerOf(seen, progress, failed ? reportFailures(entries, summary.number_of_tasks) : undefined);
}

/** The answer for an execution whose launcher failed before it began its run: there is nothing to wait for. */
const nothingLaunched = ({ run, monitoringSince, launchError }: MonitoredRun): MonitorAnswer => ({
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
