import pMap from "p-map";
import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { isOpen } from "./entries";
import { isOverdue, keyOf, parallelWrites, settle, type Poll, type PollStep } from "./poll";
import { stopTask } from "./tasks-in-ecs";

/**
 * After the run's deadline: settles each open task as TimedOut, then stops it, then notes that the stop was accepted.
 * In this order no task can record another end while it is being stopped; a stop that was not accepted is asked for
 * again by the next poll.
 */
export const stopOverdue: PollStep = async (poll, rows) => {
  if (!isOverdue(poll)) return false;
  const open = rows.filter((row) => isOpen(row, poll.now));
  await pMap(open, (row) => timeOut(poll, row), { concurrency: parallelWrites });
  return open.length > 0;
};

async function timeOut(poll: Poll, row: DetailRow): Promise<void> {
  const { ecs, clusterName, audit, logger, summary } = poll;
  const reason = `still ${row.status} after the run's ${summary.timeout_seconds} s, so it was stopped`;
  const status = isTerminal(row.status) ? row.status : await settle(poll, row, "TimedOut", reason);
  if (status !== "TimedOut") return;
  try {
    await stopTask(ecs, clusterName, row.ecs_task_id, `Workflow run timed out after ${summary.timeout_seconds} s`);
    await audit.annotateTask(keyOf(poll, row), { stop_time: poll.now.toISOString() });
  } catch (error) {
    logger.warn("task not stopped", {
      ...poll.run,
      taskName: row.task_name,
      taskId: row.ecs_task_id,
      reason: String(error),
    });
  }
}
