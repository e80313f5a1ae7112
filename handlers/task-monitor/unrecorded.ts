import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import * as v from "valibot";
import type { RunKey } from "../../workflow/audit-store";
import { deadlineOf } from "../../workflow/deadline";
import { taskEnvironment } from "../../workflow/task-environment";
import { isLaunchedMeanwhile, isOverdue, parallelWrites, type Poll } from "./poll";
import { missingGraceSeconds } from "./reconcile";
import type { Tally } from "./tally";
import { arnsOfFamily, describeTasks, type Sighting, environmentOf } from "./tasks-in-ecs";

/** Time after a stop was requested in which a launcher may still start tasks: seconds. It looks every five. */
const launcherEndSeconds = 15;

/** From when on an entry must have a row: milliseconds since 1970. While entries are launched, that is the run's end. */
function rowsDueAt({ summary, monitoringSince, startTimeoutSeconds, launching }: Poll): number {
  if (summary.stop_time !== undefined) return Date.parse(summary.stop_time) + launcherEndSeconds * 1_000;
  const patience = launching ? Infinity : Date.parse(monitoringSince) + startTimeoutSeconds * 1_000;
  return Math.min(deadlineOf(summary), patience);
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
  const refusal = launch_refusal === undefined ? "" : `; ECS had no room for it: ${launch_refusal}`;
  if (isOverdue(poll)) return `was not launched within the run's ${timeout_seconds} s${refusal}`;
  return `was not launched: ${poll.startTimeoutSeconds} s after monitoring began it had no row, and ECS has no task of it`;
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
 *
 * @param recount reads the rows anew, and tells each task that has one
 */
export async function accountForUnrecorded(
  poll: Poll,
  recount: (onTask: (taskId: string) => void) => Promise<Tally>,
): Promise<Accounted> {
  const { ecs, clusterName, taskDefinition, summary, logger, run } = poll;
  const arns = await arnsOfFamily(ecs, clusterName, taskDefinition.replace(/:\d+$/, ""));
  // Read after ECS was asked: a task that ended in between has its row by now.
  const tally = await recount((taskId) => arns.delete(taskId));
  const { names, undescribed } = await adoptTasks(poll, [...arns]);
  if (undescribed > 0 && isWaitedFor(poll)) return { adopted: names.length, unrecorded: 0, isComplete: false };
  for (const name of names) tally.set(name, "open");
  const missing = summary.number_of_tasks - tally.recorded;
  if (missing > 0) logger.warn("tasks not launched", { ...run, tasks: missing });
  if (summary.source_format !== undefined) return { adopted: names.length, unrecorded: missing, isComplete: true };
  await recordNotLaunched(poll, tally);
  return { adopted: names.length, unrecorded: 0, isComplete: true };
}

/** The part of a run's spec that has the names of its entries. */
const listSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taskList: v.array(v.object({ taskName: v.string() })) }),
);

async function recordNotLaunched(poll: Poll, tally: Tally): Promise<void> {
  const { audit, run, summary } = poll;
  const { taskList } = v.parse(listSchema, summary.workflow_specs);
  const missing = taskList.filter(({ taskName }) => tally.stateOf(taskName) === undefined);
  await pMap(missing, ({ taskName }) => audit.recordNotLaunched(run, taskName, notLaunchedReason(poll)), {
    concurrency: parallelWrites,
  });
}

/** Tasks are looked at in portions, so that what is in memory is bounded. */
const portion = 1_000;

interface Adoption {
  /** Names of this run's tasks: they have rows now. */
  readonly names: readonly string[];
  /** Number of tasks that ECS lists, but does not describe. */
  readonly undescribed: number;
}

/** Gives a row to each of this run's tasks among `arns`. */
async function adoptTasks(poll: Poll, arns: readonly string[]): Promise<Adoption> {
  const { ecs, clusterName } = poll;
  const names: string[] = [];
  let undescribed = 0;
  for (let start = 0; start < arns.length; start += portion) {
    const some = arns.slice(start, start + portion);
    const sightings = [...(await describeTasks(ecs, clusterName, some))].filter(
      ([, sighting]) => sighting !== "MISSING",
    );
    undescribed += some.length - sightings.length;
    names.push(...(await pMap(sightings, (seen) => adopt(poll, seen), { concurrency: parallelWrites })).flat());
  }
  return { names, undescribed };
}

async function adopt({ audit, run, logger }: Poll, [taskId, sighting]: [string, Sighting]): Promise<string[]> {
  const taskName = sighting === "MISSING" ? undefined : nameOf(sighting, run);
  if (taskName === undefined) return [];
  await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName });
  logger.warn("task adopted", { ...run, taskName, taskId });
  return [taskName];
}

/** The name of a task of this run; undefined for one of another run. */
function nameOf(task: Task, run: RunKey): string | undefined {
  const told = environmentOf(task);
  const isOurs =
    told.get(taskEnvironment.workflowRunId) === run.workflowRunId &&
    told.get(taskEnvironment.workflowName) === run.workflowName;
  return isOurs ? told.get(taskEnvironment.taskName) : undefined;
}
