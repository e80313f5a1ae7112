import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { DetailRow } from "../../workflow/audit-rows";
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

/** Change to a row, and to its task. */
type Decision =
  | { readonly settle: StoppedTask }
  /** The time that is over. */
  | { readonly timeOut: string }
  | { readonly note: "missing" | "found" }
  | "stop"
  | undefined;

const secondsSince = (time: string, now: Date): number => (now.getTime() - Date.parse(time)) / 1_000;

/** The change to a row that follows from what ECS says of its task; otherwise from the run, whose end is the end of its tasks. */
function decide(poll: Poll, row: DetailRow, sighting: Sighting | undefined): Decision {
  const { stop_reason, timeout_seconds } = poll.summary;
  const decision = decideByTask(row, sighting, poll.now);
  const isEnd = typeof decision === "object" && !("note" in decision);
  if (isEnd || !isOverdue(poll)) return decision;
  return stop_reason === undefined ? { timeOut: `the run's ${timeout_seconds} s` } : "stop";
}

function decideByTask(row: DetailRow, sighting: Sighting | undefined, now: Date): Decision {
  // Its stop was asked for in vain.
  if (isTerminal(row.status)) return { timeOut: "its time" };
  if (row.next_attempt !== undefined) return { settle: JSON.parse(row.next_attempt) as WaitingAttempt };
  if (sighting === undefined) return undefined;
  if (sighting === "MISSING") return decideMissing(row, now);
  if (sighting.lastStatus === "STOPPED") return { settle: stoppedTask(sighting, row.reason) };
  const timeoutSeconds = overrunTimeout(sighting, now);
  if (timeoutSeconds !== undefined) return { timeOut: `its ${timeoutSeconds} s` };
  return row.missing_since === undefined ? undefined : { note: "found" };
}

/** The `timeoutSeconds` of a task's own that are over. Its overrides tell them, whoever started it. */
function overrunTimeout(task: Task, now: Date): number | undefined {
  const seconds = Number(environmentOf(task).get(taskEnvironment.timeoutSeconds) ?? Infinity);
  const ranSeconds = task.startedAt ? (now.getTime() - task.startedAt.getTime()) / 1_000 : 0;
  return ranSeconds > seconds ? seconds : undefined;
}

function decideMissing({ missing_since }: DetailRow, now: Date): Decision {
  if (missing_since === undefined) return { note: "missing" };
  if (secondsSince(missing_since, now) < missingGraceSeconds) return undefined;
  const reason = `ECS has not known the task since ${missing_since}; it forgets a task an hour after it stopped`;
  return { settle: { end: { status: "Failed", reason } } };
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
  const settled = await pMap(
    rows,
    (row) => act(poll, row, decide(poll, row, sightings.get(row.ecs_task_id)), restarts),
    { concurrency: parallelWrites },
  );
  return settled.includes(true);
}

/** @returns true for a task that was settled */
async function act(poll: Poll, row: DetailRow, decision: Decision, restarts: Restarts): Promise<boolean> {
  if (decision === undefined) return false;
  if (decision === "stop") return stop(poll, row);
  if ("settle" in decision) return restarts.settle(row, decision.settle);
  if ("timeOut" in decision) {
    await timeOut(poll, row, decision.timeOut);
    return true;
  }
  const missing_since = decision.note === "found" ? remove : poll.now.toISOString();
  await poll.audit.noteOpenTask(keyOf(poll, row), { missing_since });
  return false;
}
