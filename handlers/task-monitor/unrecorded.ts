import pMap from "p-map";
import { recordedSpec } from "../../workflow/audit-rows";
import { placed } from "../../workflow/spec";
import { adoptStrays } from "./adopt";
import { isLaunchedMeanwhile, isOverdue, launchEndAt, parallelWrites, type Poll } from "./poll";
import type { Tally } from "./tally";
import { missingGraceSeconds } from "./tasks-in-ecs";

/** From when on an entry must have a row: milliseconds since 1970. While entries are launched, that is the run's end. */
function rowsDueAt({ summary, monitoringSince, startTimeoutSeconds, launching }: Poll): number {
  if (summary.stop_time !== undefined) return launchEndAt(summary);
  const patience = launching ? Infinity : Date.parse(monitoringSince) + startTimeoutSeconds * 1_000;
  return Math.min(launchEndAt(summary), patience);
}

/** True when each entry of the list must have a row by now. */
export const areRowsDue = (poll: Poll): boolean => !isLaunchedMeanwhile(poll) && poll.now.getTime() >= rowsDueAt(poll);

/** True while a task that ECS lists and does not describe is waited for. */
const isWaitedFor = (poll: Poll): boolean => poll.now.getTime() < rowsDueAt(poll) + missingGraceSeconds * 1_000;

/** The reason why an entry was not launched. */
export function notLaunchedReason(poll: Poll): string {
  if (poll.launchError !== undefined) return `was not launched, since launching ended early: ${poll.launchError}`;
  const { timeout_seconds, launch_refusal, stop_reason } = poll.summary;
  if (stop_reason !== undefined) return stop_reason;
  const refusal = launch_refusal === undefined ? "" : `; the last refusal of ECS: ${launch_refusal}`;
  if (isOverdue(poll)) return `was not launched within the run's ${timeout_seconds} s${refusal}`;
  const { startTimeoutSeconds } = poll;
  return `was not launched: ${startTimeoutSeconds} s after monitoring began it had no row, and ECS has no task of it${refusal}`;
}

/** Outcome of entries that had no row. */
interface Accounted {
  /** Number of tasks that were found in ECS and given a row. */
  readonly adopted: number;
  /** Number of entries that never get a row. */
  readonly unrecorded: number;
  /** False while ECS lists tasks of which it does not tell whose they are. */
  readonly isComplete: boolean;
}

/**
 * Accounts for the entries that have no row when they must have one. Tasks of the run that ECS has and no row tells of get one;
 * the entries that are left over never had a task. Each of a list in the spec is recorded as Failed; those of a list in S3 are
 * counted alone, there may be a million of them.
 */
export async function accountForUnrecorded(poll: Poll): Promise<Accounted> {
  const { summary, logger, run } = poll;
  const { tally, adopted, undescribed } = await adoptStrays(poll);
  if (undescribed > 0 && isWaitedFor(poll)) return { adopted, unrecorded: 0, isComplete: false };
  const missing = summary.number_of_tasks - tally.recorded;
  if (missing > 0) logger.warn("tasks not launched", { ...run, tasks: missing });
  if (summary.source_format !== undefined) return { adopted, unrecorded: missing, isComplete: true };
  await recordNotLaunched(poll, tally);
  return { adopted, unrecorded: 0, isComplete: true };
}

/**
 * The length of a list in S3 whose launching did not tell it: the entries up to the last that has a row. Undefined while there may be
 * more.
 */
export async function countLaunched(poll: Poll): Promise<number | undefined> {
  if (isLaunchedMeanwhile(poll)) return undefined;
  // Launching came to its end: the list is empty, or could not be read.
  if (poll.summary.stop_reason === undefined) return 0;
  if (!areRowsDue(poll)) return undefined;
  const { undescribed } = await adoptStrays(poll);
  if (undescribed > 0 && isWaitedFor(poll)) return undefined;
  let entries = 0;
  for await (const rows of poll.audit.pages(poll.run, "all", ["task_name"]))
    for (const { task_name } of rows) entries = Math.max(entries, (placed(task_name)?.place ?? -1) + 1);
  return entries;
}

async function recordNotLaunched(poll: Poll, tally: Tally): Promise<void> {
  const { audit, run, summary } = poll;
  const { taskList = [] } = recordedSpec(summary);
  const missing = taskList.filter(({ taskName }) => tally.stateOf(taskName) === undefined);
  await pMap(missing, ({ taskName }) => audit.recordNotLaunched(run, taskName, notLaunchedReason(poll)), {
    concurrency: parallelWrites,
  });
}
