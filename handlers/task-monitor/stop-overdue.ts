import { StopTaskCommand, type ECSClient } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { stopGraceSeconds } from "../../workflow/deadline";
import { isOverdue, keyOf, parallelWrites, settle, type Poll } from "./poll";

/**
 * After the run's deadline: settles each of these open tasks as TimedOut, then stops it, then notes that the stop was accepted.
 * In this order no task can record another end while it is being stopped; a stop that was not accepted is asked for
 * again by the next poll.
 *
 * When somebody asked for the run's end, a task is stopped, then settled as Failed, unless it records that itself.
 */
export async function stopOverdue(poll: Poll, rows: readonly DetailRow[]): Promise<void> {
  if (!isOverdue(poll)) return;
  const { stop_reason, timeout_seconds } = poll.summary;
  await each(rows, (row) =>
    stop_reason === undefined ? timeOut(poll, row, `the run's ${timeout_seconds} s`) : stop(poll, row),
  );
}

/** Asks again for the stops of tasks that timed out, where the last poll asked in vain. */
export const stopAgain = (poll: Poll, rows: readonly DetailRow[]): Promise<void> =>
  each(rows, (row) => timeOut(poll, row, "its time"));

async function each(rows: readonly DetailRow[], end: (row: DetailRow) => Promise<unknown>): Promise<void> {
  await pMap(rows, end, { concurrency: parallelWrites });
}

/**
 * Settles a task as TimedOut and stops it.
 *
 * @param time which time is over, for the reason
 * @returns true for a task that has come to an end
 */
export async function timeOut(poll: Poll, row: DetailRow, time: string): Promise<boolean> {
  const { ecs, clusterName, audit } = poll;
  const reason = `still ${row.status} after ${time}, so it was stopped`;
  const status = isTerminal(row.status) ? row.status : await settle(poll, row, { status: "TimedOut", reason });
  if (status !== "TimedOut") return true;
  try {
    await stopTask(ecs, clusterName, row.ecs_task_id, `Timed out after ${time}`);
    await audit.annotateTask(keyOf(poll, row), { stop_time: poll.now.toISOString() });
  } catch (error) {
    notStopped(poll, row, error);
  }
  return true;
}

async function stop(poll: Poll, row: DetailRow): Promise<void> {
  const { ecs, clusterName, summary, now } = poll;
  const { stop_reason = "", stop_time = "" } = summary;
  try {
    await stopTask(ecs, clusterName, row.ecs_task_id, stop_reason);
  } catch (error) {
    notStopped(poll, row, error);
    // Asked for again by the next poll, but not for ever: the row must not stay open.
    if (now.getTime() - Date.parse(stop_time) < stopGraceSeconds * 1_000) return;
  }
  if (!isTerminal(row.status)) await settle(poll, row, { status: "Failed", reason: stop_reason });
}

/** Stops a task. One that ECS no longer knows is stopped. @throws whatever the SDK throws otherwise */
async function stopTask(ecs: ECSClient, cluster: string, task: string, reason: string): Promise<void> {
  try {
    await ecs.send(new StopTaskCommand({ cluster, task, reason }));
  } catch (error) {
    if (!(error instanceof Error && /not found/i.test(error.message) && error.name === "InvalidParameterException"))
      throw error;
  }
}

function notStopped({ run, logger }: Poll, row: DetailRow, error: unknown): void {
  logger.warn("task not stopped", {
    ...run,
    taskName: row.task_name,
    taskId: row.ecs_task_id,
    reason: String(error),
  });
}
