import type { SummaryRow } from "../../workflow/audit-rows";
import { workflowErrors } from "../../workflow/errors";
import type { MonitorAnswer } from "../../workflow/iterator";
import { waitSeconds } from "../../workflow/wait";
import { isLaunchedMeanwhile, isOverdue, type Poll } from "./poll";
import type { Counts } from "./tally";

function statusOf(
  { running_tasks, failed_tasks, timed_out_tasks }: Counts,
  before: SummaryRow["status"],
): SummaryRow["status"] {
  if (running_tasks > 0) return "Running";
  // The run's end was recorded: whatever came after that, it stands.
  if (before !== "Running") return before;
  return failed_tasks + timed_out_tasks > 0 ? "Failed" : "Completed";
}

/** Progress that a run's summary row shows for these entries. */
export const progressOf = (counts: Counts, { status }: SummaryRow): Counts & Pick<SummaryRow, "status"> => ({
  ...counts,
  status: statusOf(counts, status),
});

/** A summary row carries its specs, and a write costs as much as the whole row: it is written when it changes. */
export async function recordProgress(
  { audit, run, summary, logger }: Poll,
  progress: ReturnType<typeof progressOf> & Partial<Pick<SummaryRow, "number_of_tasks">>,
): Promise<void> {
  const names = Object.keys(progress) as (keyof typeof progress)[];
  if (names.some((name) => progress[name] !== summary[name])) await audit.updateRun(run, progress);
  logger.info("run polled", { ...run, ...progress });
}

/** @param report of a run that has Failed */
export function answerOf(
  poll: Poll,
  { status, ...counts }: Counts & Pick<SummaryRow, "status">,
  report?: Pick<MonitorAnswer, "cause" | "failures">,
): MonitorAnswer {
  const { run, monitoringSince, launchError, allRecorded, lookedAt, unrecordedTasks, summary, now } = poll;
  const launching = poll.launching && !isOverdue(poll);
  const launch = launching ? poll.launch : undefined;
  return {
    ...run,
    ...{ monitoringSince, launchError, allRecorded, lookedAt, unrecordedTasks, launching, launch },
    continue: status === "Running" && !(isLaunchedMeanwhile(poll) && isOverdue(poll)),
    waitSeconds: launch ? launch.waitSeconds : waitSeconds(summary, monitoringSince, now),
    status,
    completedTasks: counts.completed_tasks,
    failedTasks: counts.failed_tasks,
    timedOutTasks: counts.timed_out_tasks,
    runningTasks: counts.running_tasks,
    ...(report && { error: workflowErrors.tasksFailed, ...report }),
  };
}
