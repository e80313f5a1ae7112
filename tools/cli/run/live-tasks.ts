import { DescribeTasksCommand, paginateListTasks, StopTaskCommand, type Task } from "@aws-sdk/client-ecs";
import { limits } from "../../../workflow/limits";
import { taskEnvironment } from "../../../workflow/task-environment";
import { ecsIn } from "../aws/clients";
import type { FoundRun } from "./find";

/** A task that ECS runs, or is about to. */
export interface LiveTask {
  readonly taskId: string;
  readonly taskName: string;
}

/** The tasks of a run that ECS has not ended, whether or not they have rows. */
export async function liveTasks({ stack, run }: FoundRun): Promise<LiveTask[]> {
  const { region, clusterName: cluster, taskDefinition } = stack.deployment;
  const ecs = ecsIn(region);
  const listing = { cluster, family: taskDefinition.replace(/:\d+$/, ""), desiredStatus: "RUNNING" } as const;
  const found: Task[] = [];
  const pages = paginateListTasks({ client: ecs, pageSize: limits.describeTasksArns }, listing);
  for await (const { taskArns = [] } of pages) {
    if (taskArns.length === 0) continue;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    found.push(...tasks);
  }
  return found.flatMap(({ taskArn: taskId = "", overrides }) => {
    const environment = (overrides?.containerOverrides ?? []).flatMap(({ environment = [] }) => environment);
    const told = new Map(environment.map(({ name, value }) => [name, value]));
    const isOurs =
      told.get(taskEnvironment.workflowRunId) === run.workflowRunId &&
      told.get(taskEnvironment.workflowName) === run.workflowName;
    return isOurs ? [{ taskId, taskName: told.get(taskEnvironment.taskName) ?? "" }] : [];
  });
}

/** Stops a task; one that ECS no longer knows is stopped. */
export async function stopTask({ stack }: FoundRun, task: string, reason: string): Promise<void> {
  const { region, clusterName: cluster } = stack.deployment;
  try {
    await ecsIn(region).send(new StopTaskCommand({ cluster, task, reason }));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== "InvalidParameterException" || !/not found/i.test(message)) throw error;
  }
}
