import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import * as v from "valibot";
import type { DetailRow } from "../../workflow/audit-rows";
import type { RunKey } from "../../workflow/audit-store";
import { deadlineOf } from "../../workflow/deadline";
import { taskEnvironment } from "../../workflow/task-environment";
import { isLaunchedMeanwhile, isOverdue, parallelWrites, type Poll, type PollStep } from "./poll";
import { missingGraceSeconds } from "./reconcile";
import { tasksOfFamily } from "./tasks-in-ecs";

/** The part of a run's specs that the monitor needs. */
const listSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taskList: v.array(v.object({ taskName: v.string() })) }),
);

/**
 * Accounts for entries of the list that have no row when they must have one: each gets the row of its task where ECS
 * has one after all, and is settled as Failed otherwise, since without a task there is nothing that timed out.
 */
export const accountForUnlaunched: PollStep = async (poll, rows) => {
  const { audit, run, summary, allRecorded } = poll;
  if (allRecorded || isLaunchedMeanwhile(poll)) return false;
  if (namesIn(rows).size >= summary.number_of_tasks || poll.now.getTime() < mustHaveStartedAt(poll)) return false;
  const tasks = await findTasks(poll);
  if (tasks === undefined) return false;
  // Read again, after ECS was asked: a task that ended in between has its row by now.
  const recorded = namesIn(await audit.listTasks(run));
  const { taskList } = v.parse(listSchema, summary.workflow_specs);
  const unrecorded = taskList.map(({ taskName }) => taskName).filter((taskName) => !recorded.has(taskName));
  await pMap(
    unrecorded,
    async (taskName) => {
      const arns = tasks.get(taskName) ?? [];
      for (const taskId of arns) await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName });
      if (arns.length === 0) await audit.recordNotLaunched(run, taskName, notLaunchedReason(poll));
      poll.logger.warn(arns.length > 0 ? "task adopted" : "task not launched", { ...run, taskName, arns });
    },
    { concurrency: parallelWrites },
  );
  return true;
};

const namesIn = (rows: readonly DetailRow[]): Set<string> => new Set(rows.map((row) => row.task_name));

/** How long after somebody asked for a run's end a launcher may still start tasks: seconds. It looks every five. */
const launcherEndSeconds = 15;

/** From when on an entry must have a row: milliseconds since 1970. While entries are launched, that is the run's end. */
export const mustHaveStartedAt = ({ summary, monitoringSince, startTimeoutSeconds, launching }: Poll): number => {
  if (summary.stop_time !== undefined) return Date.parse(summary.stop_time) + launcherEndSeconds * 1_000;
  const patience = launching ? Infinity : Date.parse(monitoringSince) + startTimeoutSeconds * 1_000;
  return Math.min(deadlineOf(summary), patience);
};

/** True when a task that ECS lists and still does not describe is not waited for any longer. */
export const isOldEnough = (poll: Poll): boolean =>
  poll.now.getTime() >= mustHaveStartedAt(poll) + missingGraceSeconds * 1_000;

/** Why an entry counts as not launched. */
export function notLaunchedReason(poll: Poll): string {
  if (poll.launchError !== undefined) return `was not launched, the launcher failed: ${poll.launchError}`;
  const { timeout_seconds, launch_refusal, stop_reason } = poll.summary;
  if (stop_reason !== undefined) return stop_reason;
  const refusal = launch_refusal === undefined ? "" : `; ECS had no room for it: ${launch_refusal}`;
  if (isOverdue(poll)) return `was not launched within the run's ${timeout_seconds} s${refusal}`;
  return `was not launched: ${poll.startTimeoutSeconds} s after monitoring began it had no row, and ECS has no task of it`;
}

/** The ARNs of this run's tasks in ECS, by task name; undefined while ECS lists tasks of which it does not tell whose they are. */
async function findTasks(poll: Poll): Promise<Map<string, string[]> | undefined> {
  const { ecs, clusterName, taskDefinition, run } = poll;
  const family = taskDefinition.replace(/:\d+$/, "");
  const { tasks, undescribed } = await tasksOfFamily(ecs, clusterName, family);
  if (undescribed > 0 && !isOldEnough(poll)) return undefined;
  const arns = new Map<string, string[]>();
  for (const task of tasks) {
    const taskName = nameOf(task, run);
    if (taskName !== undefined && task.taskArn !== undefined)
      arns.set(taskName, [...(arns.get(taskName) ?? []), task.taskArn]);
  }
  return arns;
}

/** What a task of this run is called; undefined for one of another run. */
export function nameOf(task: Task, run: RunKey): string | undefined {
  const told = environmentOf(task);
  const isOurs =
    told.get(taskEnvironment.workflowRunId) === run.workflowRunId &&
    told.get(taskEnvironment.workflowName) === run.workflowName;
  return isOurs ? told.get(taskEnvironment.taskName) : undefined;
}

/** What a task's containers were told when it was started. */
const environmentOf = (task: Task): Map<string | undefined, string | undefined> =>
  new Map(
    (task.overrides?.containerOverrides ?? [])
      .flatMap(({ environment = [] }) => environment)
      .map(({ name, value }) => [name, value]),
  );
