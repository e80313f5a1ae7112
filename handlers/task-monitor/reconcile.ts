import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { DetailRow } from "../../workflow/audit-rows";
import { secondsSince } from "../../workflow/deadline";
import { isTerminal } from "../../workflow/status";
import { taskEnvironment } from "../../workflow/task-environment";
import { remove } from "../../workflow/update-row";
import { isOverdue, keyOf, parallelWrites, type Poll } from "./poll";
import { stoppedTask, type StoppedTask, type WaitingAttempt } from "./next-attempt";
import { Restarts } from "./restarts";
import { stop, timeOut } from "./stop-task";
import { isOpen, Tally } from "./tally";
import { describeTasks, environmentOf, missingGraceSeconds, type Sighting } from "./tasks-in-ecs";

/**
 * Settles what ended without saying so or has another try, and stops what is overdue.
 *
 * @returns the entries as their rows tell them; undefined when it changed some of these after it read them
 */
export async function lookAfterTasks(poll: Poll): Promise<Tally | undefined> {
  const { audit, run, summary, allRecorded } = poll;
  const tally = new Tally(summary);
  const restarts = new Restarts(poll);
  let isChanged = false;
  // A list that is being launched, and whose length is not known, is not counted.
  const isCounted = !allRecorded && summary.number_of_tasks > 0;
  for await (const rows of audit.pages(run, isCounted ? "all" : "unfinished")) {
    tally.add(rows);
    const open = rows.filter((row) => isOpen(row));
    if (await reconcile(poll, open, restarts)) isChanged = true;
  }
  return isChanged ? undefined : tally;
}

/** A task that wrote its row so recently is not asked about: seconds. */
const quietSeconds = 3;

/** The `timeoutSeconds` of a task's own that are over. Its overrides tell them, whoever started it. */
function overrunTimeout(task: Task, now: Date): number | undefined {
  const seconds = Number(environmentOf(task).get(taskEnvironment.timeoutSeconds) ?? Infinity);
  const ranSeconds = task.startedAt ? (now.getTime() - task.startedAt.getTime()) / 1_000 : 0;
  return ranSeconds > seconds ? seconds : undefined;
}

/** The end of a task, as far as ECS and its row tell one. */
function stoppedOf(row: DetailRow, sighting: Sighting | undefined, now: Date): StoppedTask | undefined {
  const { next_attempt, missing_since } = row;
  if (next_attempt !== undefined) return JSON.parse(next_attempt) as WaitingAttempt;
  if (sighting === undefined) return undefined;
  if (sighting !== "MISSING") return sighting.lastStatus === "STOPPED" ? stoppedTask(sighting, row.reason) : undefined;
  if (missing_since === undefined || secondsSince(missing_since, now) < missingGraceSeconds) return undefined;
  const reason = `ECS has not known the task since ${missing_since}; it forgets a task an hour after it stopped`;
  return { end: { status: "Failed", reason } };
}

/**
 * Settles the tasks that stopped, or are gone, without having recorded their end; where their entries have attempts left, others
 * follow them. Stops what is overdue.
 *
 * @param rows of tasks that have not come to their end
 * @returns true when one of them is settled now
 */
async function reconcile(poll: Poll, rows: readonly DetailRow[], restarts: Restarts): Promise<boolean> {
  const { ecs, clusterName, now } = poll;
  const isDue = (row: DetailRow) =>
    !isTerminal(row.status) &&
    row.next_attempt === undefined &&
    (secondsSince(row.update_time, now) >= quietSeconds || isOverdue(poll));
  const sightings = await describeTasks(
    ecs,
    clusterName,
    rows.filter(isDue).map((row) => row.ecs_task_id),
  );
  const settled = await pMap(rows, (row) => reconcileTask(poll, row, sightings.get(row.ecs_task_id), restarts), {
    concurrency: parallelWrites,
  });
  return settled.includes(true);
}

/**
 * Does what follows from what ECS says of a task; otherwise from the run, whose end is the end of its tasks.
 *
 * @returns true for one that was settled
 */
async function reconcileTask(
  poll: Poll,
  row: DetailRow,
  sighting: Sighting | undefined,
  restarts: Restarts,
): Promise<boolean> {
  const { stop_reason, timeout_seconds } = poll.summary;
  // Its stop was asked for in vain.
  if (isTerminal(row.status)) return timeOut(poll, row, "its time");
  const stopped = stoppedOf(row, sighting, poll.now);
  if (stopped !== undefined) return restarts.settle(row, stopped);
  const ownSeconds = sighting === undefined || sighting === "MISSING" ? undefined : overrunTimeout(sighting, poll.now);
  if (ownSeconds !== undefined) return timeOut(poll, row, `its ${ownSeconds} s`);
  if (isOverdue(poll))
    return stop_reason === undefined ? timeOut(poll, row, `the run's ${timeout_seconds} s`) : stop(poll, row);
  const isMissing = sighting === "MISSING";
  if (sighting !== undefined && isMissing !== (row.missing_since !== undefined))
    await poll.audit.noteOpenTask(keyOf(poll, row), { missing_since: isMissing ? poll.now.toISOString() : remove });
  return false;
}
