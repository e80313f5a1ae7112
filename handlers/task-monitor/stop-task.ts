import { StopTaskCommand } from "@aws-sdk/client-ecs";
import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { secondsSince, stopGraceSeconds } from "../../workflow/deadline";
import { keyOf, settle, type Poll } from "./poll";
import { missingGraceSeconds } from "./tasks-in-ecs";

/**
 * Settles a task as TimedOut, then stops it, then notes that the stop was accepted. In this order no task can record another end
 * while it is being stopped; a stop that was not accepted is asked for again by the next poll, and not any more once that is asked in
 * vain after `stopGraceSeconds`.
 *
 * @param time that is over, for the reason
 * @returns true: it is settled
 */
export async function timeOut(poll: Poll, row: DetailRow, time: string): Promise<true> {
  const { audit } = poll;
  const reason = `still ${row.status} after ${time}, so it was stopped`;
  const status = isTerminal(row.status) ? row.status : await settle(poll, row, { status: "TimedOut", reason });
  if (status !== "TimedOut") return true;
  try {
    await stopTask(poll, row, `Timed out after ${time}`);
    await audit.annotateTask(keyOf(poll, row), { stop_time: poll.clock().toISOString() });
  } catch (error) {
    notStopped(poll, row, error);
    if (isTerminal(row.status) && poll.now.getTime() >= stopWantedUntil(poll, row.update_time))
      await audit.annotateTask(keyOf(poll, row), { stop_refusal: String(error) });
  }
  return true;
}

/** Time for which a monitor asks for stops, however late it begins: seconds, fewer than it has to settle a run that was stopped. */
const firstAsksSeconds = 120;

/**
 * Until when a stop that is wanted since then is asked for again: milliseconds since 1970. Nobody may have asked until its run was
 * stopped, or until this monitor began.
 */
const stopWantedUntil = ({ summary: { stop_time }, monitoringSince }: Poll, since: string): number =>
  Math.max(
    Math.max(Date.parse(since), Date.parse(stop_time ?? since)) + stopGraceSeconds * 1_000,
    Date.parse(monitoringSince) + firstAsksSeconds * 1_000,
  );

/**
 * Stops a task of a run whose end somebody asked for, then settles it as Failed, unless it records that itself.
 *
 * @returns false for one that is to be stopped by the next poll
 */
export async function stop(poll: Poll, row: DetailRow): Promise<boolean> {
  const { summary, now } = poll;
  const { stop_reason = "", stop_time = "" } = summary;
  try {
    await stopTask(poll, row, stop_reason);
  } catch (error) {
    notStopped(poll, row, error);
    // Not for ever: the row must not stay open.
    if (now.getTime() < stopWantedUntil(poll, stop_time)) return false;
  }
  await settle(poll, row, { status: "Failed", reason: stop_reason });
  return true;
}

/** Stops a task. One that ECS no longer knows is stopped. @throws whatever the SDK throws otherwise */
async function stopTask({ ecs, clusterName: cluster, now }: Poll, row: DetailRow, reason: string): Promise<void> {
  try {
    await ecs.send(new StopTaskCommand({ cluster, task: row.ecs_task_id, reason }));
  } catch (error) {
    const isUnknown =
      error instanceof Error && /not found/i.test(error.message) && error.name === "InvalidParameterException";
    // ECS forgets no task so soon: it does not know this one yet.
    const isYoung = secondsSince(row.start_time, now) < missingGraceSeconds;
    if (!isUnknown || isYoung) throw error;
  }
}

function notStopped({ run, logger }: Poll, row: DetailRow, error: unknown): void {
  const { task_name: taskName, ecs_task_id: taskId } = row;
  logger.warn("task not stopped", { ...run, taskName, taskId, reason: String(error) });
}
