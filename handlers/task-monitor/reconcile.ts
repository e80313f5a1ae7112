import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { DetailRow } from "../../workflow/audit-rows";
import { isTerminal } from "../../workflow/status";
import { taskEnvironment } from "../../workflow/task-environment";
import { remove } from "../../workflow/update-row";
import { isOverdue, keyOf, parallelWrites, type Poll } from "./poll";
import { stoppedTask, type StoppedTask, type WaitingAttempt } from "./next-attempt";
import { Restarts } from "./restarts";
import { stopAgain, stopOverdue, timeOut } from "./stop-overdue";
import { isOpen, Tally } from "./tally";
import { describeTasks, environmentOf, type Sighting } from "./tasks-in-ecs";

/**
 * Settles what ended without saying so or has another try, and stops what is overdue.
 *
 * @returns the entries as their rows tell them; undefined when some of these were changed after they were read
 */
export async function lookAfterTasks(poll: Poll): Promise<Tally | undefined> {
  const { audit, run, summary, allRecorded, now } = poll;
  const tally = new Tally(summary);
  const restarts = new Restarts(poll);
  let isChanged = false;
  const isCounted = !allRecorded && summary.number_of_tasks > 0;
  for await (const rows of audit.pages(run, isCounted ? "all" : "unfinished")) {
    tally.add(rows, now);
    const open = rows.filter((row) => isOpen(row, now));
    const running = open.filter(({ status }) => !isTerminal(status));
    await stopAgain(
      poll,
      open.filter(({ status }) => isTerminal(status)),
    );
    const left = await reconcile(poll, running, restarts);
    await stopOverdue(poll, left);
    isChanged ||= left.length < open.length || (open.length > 0 && isOverdue(poll));
  }
  return isChanged ? undefined : tally;
}

/** A task that wrote its row so recently is not asked about: seconds. */
const quietSeconds = 3;

/**
 * Time for which ECS must not know a task before that is believed: seconds. ECS is eventually consistent, so a task that was
 * just launched may be missing for a moment.
 */
export const missingGraceSeconds = 300;

/** Change to a row, and to its task, that follows from what ECS says of the task. */
type Decision =
  { readonly settle: StoppedTask } | { readonly timeOut: number } | { readonly note: "missing" | "found" } | undefined;

const secondsSince = (time: string, now: Date): number => (now.getTime() - Date.parse(time)) / 1_000;

/** Turns what ECS says about a task that is not at its end into the change to its row. */
function decide(poll: Poll, row: DetailRow, sighting: Sighting | undefined): Decision {
  const { now } = poll;
  if (row.next_attempt !== undefined) return { settle: JSON.parse(row.next_attempt) as WaitingAttempt };
  if (sighting === undefined) return undefined;
  if (sighting === "MISSING") return decideMissing(row, now);
  if (sighting.lastStatus === "STOPPED") return { settle: stoppedTask(sighting, row.reason) };
  const timeoutSeconds = overrunTimeout(sighting, now);
  if (timeoutSeconds !== undefined) return { timeOut: timeoutSeconds };
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
 * follow them.
 *
 * @returns the rows of the others
 */
async function reconcile(poll: Poll, rows: readonly DetailRow[], restarts: Restarts): Promise<DetailRow[]> {
  const { ecs, clusterName, now } = poll;
  const isDue = (row: DetailRow) =>
    row.next_attempt === undefined && (secondsSince(row.update_time, now) >= quietSeconds || isOverdue(poll));
  const sightings = await describeTasks(
    ecs,
    clusterName,
    rows.filter(isDue).map((row) => row.ecs_task_id),
  );
  const left = await pMap(
    rows,
    async (row) => {
      const decision = decide(poll, row, sightings.get(row.ecs_task_id));
      return (await act(poll, row, decision, restarts)) ? [] : [row];
    },
    { concurrency: parallelWrites },
  );
  return left.flat();
}

/** @returns true for a task that was settled */
async function act(poll: Poll, row: DetailRow, decision: Decision, restarts: Restarts): Promise<boolean> {
  if (decision === undefined) return false;
  if ("timeOut" in decision) return timeOut(poll, row, `its ${decision.timeOut} s`);
  if ("settle" in decision) return restarts.settle(row, decision.settle);
  const missing_since = decision.note === "found" ? remove : poll.now.toISOString();
  await poll.audit.annotateTask(keyOf(poll, row), { missing_since });
  return false;
}
