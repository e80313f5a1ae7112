import type { Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { RunKey } from "../../workflow/run-key";
import { taskEnvironment } from "../../workflow/task-environment";
import { parallelWrites, type Poll } from "./poll";
import { arnsOfFamily, attemptOf, describeTasks, environmentOf, type Sighting } from "./tasks-in-ecs";

/** The ARNs of all tasks that may be the run's, as far as ECS lists them: those of the task definition's family. */
export const listedArns = ({ ecs, clusterName, taskDefinition }: Poll): Promise<Set<string>> =>
  arnsOfFamily(ecs, clusterName, taskDefinition.replace(/:\d+$/, ""));

/** Tasks are looked at in portions, so that what is in memory is bounded. */
const portion = 1_000;

interface Adoption {
  /** Names of this run's tasks: they have rows now. */
  readonly names: readonly string[];
  /** Number of tasks that ECS lists, but does not describe. */
  readonly undescribed: number;
}

/** Gives a row to each of this run's tasks among `arns`. */
export async function adoptTasks(poll: Poll, arns: readonly string[]): Promise<Adoption> {
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

/** Gives a row to each of this run's tasks that has none. */
export async function adoptStrays(poll: Poll): Promise<Adoption> {
  const arns = await listedArns(poll);
  // Read after ECS was asked: a task that wrote its row in between has it by now.
  for await (const rows of poll.audit.pages(poll.run, "all", ["ecs_task_id"]))
    for (const { ecs_task_id } of rows) arns.delete(ecs_task_id);
  return adoptTasks(poll, [...arns]);
}

async function adopt({ audit, run, logger }: Poll, [taskId, sighting]: [string, Sighting]): Promise<string[]> {
  const taskName = sighting === "MISSING" ? undefined : nameOf(sighting, run);
  if (sighting === "MISSING" || taskName === undefined) return [];
  await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName, ...attemptOf(sighting) });
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
