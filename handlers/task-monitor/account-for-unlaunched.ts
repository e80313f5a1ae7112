import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import * as v from "valibot";
import { taskEnvironment } from "../../workflow/task-environment";
import { isOverdue, parallelWrites, type Poll, type PollStep } from "./poll";
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
  if (allRecorded) return false;
  const recorded = new Set(rows.map((row) => row.task_name));
  if (recorded.size >= summary.number_of_tasks || !mustHaveStarted(poll)) return false;
  const { taskList } = v.parse(listSchema, summary.workflow_specs);
  const unrecorded = taskList.map(({ taskName }) => taskName).filter((taskName) => !recorded.has(taskName));
  const tasks = await findTasks(poll);
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

const mustHaveStarted = (poll: Poll): boolean =>
  isOverdue(poll) || poll.now.getTime() >= Date.parse(poll.monitoringSince) + poll.startTimeoutSeconds * 1_000;

function notLaunchedReason(poll: Poll): string {
  if (poll.launchError !== undefined) return `was not launched, the launcher failed: ${poll.launchError}`;
  if (isOverdue(poll)) return `was not launched within the run's ${poll.summary.timeout_seconds} s`;
  return `was not launched: ${poll.startTimeoutSeconds} s after monitoring began it had no row, and ECS has no task of it`;
}

/** The ARNs of this run's tasks in ECS, by task name. */
async function findTasks({ ecs, clusterName, taskDefinition, run }: Poll): Promise<Map<string, string[]>> {
  const family = taskDefinition.replace(/:\d+$/, "");
  const arns = new Map<string, string[]>();
  for (const task of await tasksOfFamily(ecs, clusterName, family)) {
    const told = environmentOf(task);
    const isOurs =
      told.get(taskEnvironment.workflowRunId) === run.workflowRunId &&
      told.get(taskEnvironment.workflowName) === run.workflowName;
    const taskName = told.get(taskEnvironment.taskName);
    if (isOurs && taskName !== undefined && task.taskArn !== undefined)
      arns.set(taskName, [...(arns.get(taskName) ?? []), task.taskArn]);
  }
  return arns;
}

/** What a task's containers were told when it was started. */
const environmentOf = (task: Task): Map<string | undefined, string | undefined> =>
  new Map(
    (task.overrides?.containerOverrides ?? [])
      .flatMap(({ environment = [] }) => environment)
      .map(({ name, value }) => [name, value]),
  );
