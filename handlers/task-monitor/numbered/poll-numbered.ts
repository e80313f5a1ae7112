import { workflowErrors } from "../../../workflow/errors";
import type { MonitorAnswer } from "../../../workflow/iterator";
import { placeOf } from "../../../workflow/numbered-name";
import { isOldEnough, mustHaveStartedAt, notLaunchedReason } from "../account-for-unlaunched";
import { isLaunchedMeanwhile, isOverdue, type Poll } from "../poll";
import { answerOf, progressOf, recordProgress, type Counts } from "../progress";
import { reconcile } from "../reconcile";
import { failureReport, reportedFailures, type FailedRow, type FailureReport } from "../report";
import { stopOverdue } from "../stop-overdue";
import { arnsOfFamily } from "../tasks-in-ecs";
import { adoptTasks } from "./adopt-tasks";
import { talliedAttributes, Tally } from "./tally";

/** Polls a run of a numbered list once. Whatever the length of the list, few rows are in memory at a time. */
export async function pollNumbered(poll: Poll): Promise<MonitorAnswer> {
  await lookAfterTasks(poll);
  if (isLaunchedMeanwhile(poll)) return answerOf(poll, { ...none, status: "Running" });
  const { numberOfTasks, tally, unrecordedTasks, allRecorded } = await count(poll);
  if (numberOfTasks === 0) return nothingToLaunch(poll);
  const counts = tally.counts();
  const others = numberOfTasks - tally.recorded - unrecordedTasks;
  // Read from the index, entries without a row there are Completed; otherwise they may still get one.
  const unlisted = poll.allRecorded ? "completed_tasks" : "running_tasks";
  const progress = progressOf({
    ...counts,
    [unlisted]: counts[unlisted] + others,
    failed_tasks: counts.failed_tasks + unrecordedTasks,
  });
  // An entry that failed here may have completed in another of its tasks: the last word takes all rows.
  if (progress.status === "Failed" && poll.allRecorded) return pollNumbered({ ...poll, allRecorded: false });
  // A task that fails while the index is read moves in it, and may be passed over. It moves once: a second look finds it.
  if (progress.status === "Completed" && poll.allRecorded && (await tallied(poll)).recorded > 0)
    return pollNumbered(poll);
  await recordProgress(poll, progress);
  const report = progress.status === "Failed" ? await reportNumbered(poll, tally, unrecordedTasks) : undefined;
  const answer = answerOf({ ...poll, allRecorded }, progress, report);
  return { ...answer, ...(unrecordedTasks > 0 && { unrecordedTasks }) };
}

/** Settles what ended without saying so, and stops what is overdue. Only rows of tasks that have not ended are read. */
async function lookAfterTasks(poll: Poll): Promise<void> {
  const { audit, run } = poll;
  for await (const rows of audit.pages(run, "open")) {
    await reconcile(poll, rows);
    await stopOverdue(poll, rows);
  }
  if (!isOverdue(poll)) return;
  // Those whose stop was not accepted yet.
  for await (const rows of audit.pages(run, "TimedOut")) await stopOverdue(poll, rows);
}

interface Counted {
  readonly numberOfTasks: number;
  readonly tally: Tally;
  /** How many entries are known never to get a row. */
  readonly unrecordedTasks: number;
  /** True when all others have one. */
  readonly allRecorded: boolean;
}

async function count(poll: Poll): Promise<Counted> {
  const numberOfTasks = poll.summary.number_of_tasks;
  const { unrecordedTasks } = poll;
  const tally = await tallied(poll);
  if (poll.allRecorded) return { numberOfTasks, tally, unrecordedTasks, allRecorded: true };
  if (tally.recorded === numberOfTasks) return { numberOfTasks, tally, unrecordedTasks: 0, allRecorded: true };
  if (poll.now.getTime() < mustHaveStartedAt(poll))
    return { numberOfTasks, tally, unrecordedTasks: 0, allRecorded: false };
  return { numberOfTasks, ...(await judgeUnrecorded(poll)) };
}

/** @param onId is told each task that has a row */
async function tallied(poll: Poll, onId: (taskId: string) => void = () => undefined): Promise<Tally> {
  const { audit, run, summary, allRecorded, now } = poll;
  const tally = new Tally(summary.number_of_tasks);
  for await (const rows of audit.pages(run, allRecorded ? "unfinished" : "all", talliedAttributes)) {
    tally.add(rows, now);
    for (const row of rows) onId(row.ecs_task_id);
  }
  return tally;
}

/**
 * Entries must have rows by now. Tasks that ECS has and no row tells of get one; the entries that are left over never had a
 * task. They are counted, not written: there may be a million of them.
 */
async function judgeUnrecorded(poll: Poll): Promise<Omit<Counted, "numberOfTasks">> {
  const { ecs, clusterName, taskDefinition, summary } = poll;
  const arns = await arnsOfFamily(ecs, clusterName, taskDefinition.replace(/:\d+$/, ""));
  // Read again, after ECS was asked: a task that ended in between has its row by now.
  const tally = await tallied(poll, (taskId) => arns.delete(taskId));
  const { names, undescribed } = await adoptTasks(poll, [...arns]);
  for (const name of names) tally.set(name, "open");
  if (undescribed > 0 && !isOldEnough(poll)) return { tally, unrecordedTasks: 0, allRecorded: false };
  const unrecordedTasks = summary.number_of_tasks - tally.recorded;
  if (unrecordedTasks > 0) poll.logger.warn("tasks not launched", { ...poll.run, unrecordedTasks });
  return { tally, unrecordedTasks, allRecorded: true };
}

async function reportNumbered(poll: Poll, tally: Tally, unrecordedTasks: number): Promise<FailureReport> {
  const { audit, run, summary } = poll;
  const { failed_tasks, timed_out_tasks } = tally.counts();
  const first = new Map<number, FailedRow>();
  for await (const rows of audit.pages(run, "unfinished", ["task_name", "status", "reason"])) {
    for (const row of rows) if (tally.failed(row.task_name)) first.set(placeOf(row.task_name) ?? 0, row);
    const beyond = [...first.keys()].sort((a, b) => a - b).slice(reportedFailures);
    for (const place of beyond) first.delete(place);
  }
  const failed = failed_tasks + timed_out_tasks + unrecordedTasks;
  const head = `${failed} of ${summary.number_of_tasks} tasks did not complete.`;
  const why = poll.launchError === undefined ? notLaunchedReason(poll) : `launching ended early: ${poll.launchError}`;
  const never = unrecordedTasks > 0 ? ` Without a row: ${unrecordedTasks}; ${why}.` : "";
  const inOrder = [...first].sort(([a], [b]) => a - b).map(([, row]) => row);
  return failureReport(`${head}${never}`, inOrder);
}

const none: Counts = { completed_tasks: 0, failed_tasks: 0, timed_out_tasks: 0, running_tasks: 0 };

/** The end of a run without entries: its list is empty, or could not be read. */
async function nothingToLaunch(poll: Poll): Promise<MonitorAnswer> {
  const progress = { ...none, status: "Failed" } as const;
  await recordProgress(poll, progress);
  const cause = `Nothing was launched: ${poll.launchError ?? "the source has no entries"}`;
  return { ...answerOf(poll, progress, { failures: [], cause }), error: workflowErrors.launchFailed };
}
