import { paginateListTasks, type DesiredStatus, type Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { RunKey } from "../../workflow/run";
import { taskEnvironment } from "../../workflow/task-environment";
import { familyOf } from "../../workflow/task-log";
import { parallelWrites, type Poll } from "./poll";
import { tallied, type Tally } from "./tally";
import { attemptOf, describeTasks, environmentOf } from "./tasks-in-ecs";

/** The ARNs of all tasks that may be the run's: those of its family that run or that stopped within the last hour or so. */
async function listedArns({ ecs, clusterName: cluster, taskDefinition }: Poll): Promise<Set<string>> {
  const family = familyOf(taskDefinition);
  const arns = new Set<string>();
  for (const desiredStatus of ["RUNNING", "STOPPED"] satisfies DesiredStatus[])
    for await (const page of paginateListTasks({ client: ecs }, { cluster, family, desiredStatus }))
      for (const arn of page.taskArns ?? []) arns.add(arn);
  return arns;
}

/** Tasks are looked at in portions, so that what is in memory is bounded. */
const portion = 1_000;

interface Adoption {
  /** The run's entries, by their rows. */
  readonly tally: Tally;
  /** Number of tasks that have a row now, and had none before. */
  readonly adopted: number;
  /** Number of tasks that ECS lists, but does not describe. */
  readonly undescribed: number;
}

/** Gives a row to each of this run's tasks that has none. */
export async function adoptStrays(poll: Poll): Promise<Adoption> {
  const { ecs, clusterName } = poll;
  const arns = await listedArns(poll);
  // Read after ECS was asked: a task that wrote its row in between has it by now.
  const tally = await tallied({ ...poll, allRecorded: false }, (taskId) => arns.delete(taskId));
  const strays = [...arns];
  let [adopted, undescribed] = [0, 0];
  for (let start = 0; start < strays.length; start += portion) {
    const some = strays.slice(start, start + portion);
    const tasks = [...(await describeTasks(ecs, clusterName, some)).values()].filter((task) => task !== "MISSING");
    undescribed += some.length - tasks.length;
    const names = (await pMap(tasks, (task) => adopt(poll, task), { concurrency: parallelWrites })).flat();
    for (const name of names) tally.set(name, "open");
    adopted += names.length;
  }
  return { tally, adopted, undescribed };
}

async function adopt({ audit, run, logger }: Poll, task: Task): Promise<string[]> {
  const taskName = nameOf(task, run);
  if (taskName === undefined) return [];
  const taskId = task.taskArn ?? "";
  await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName, ...attemptOf(task) });
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
