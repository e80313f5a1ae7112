import pMap from "p-map";
import { nameOf } from "../account-for-unlaunched";
import { parallelWrites, type Poll } from "../poll";
import { describeTasks, type Sighting } from "../tasks-in-ecs";

/** Tasks are looked at in portions, so that what is in memory is bounded. */
const portion = 1_000;

/** What was found of tasks without a row. */
export interface Adoption {
  /** Names of this run's tasks: they have rows now. */
  readonly names: readonly string[];
  /** How many tasks ECS lists, but does not describe. */
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

async function adopt({ audit, run, logger }: Poll, [taskId, sighting]: [string, Sighting]): Promise<string[]> {
  const taskName = sighting === "MISSING" ? undefined : nameOf(sighting, run);
  if (taskName === undefined) return [];
  await audit.recordTask({ ...run, taskId }, "Submitted", { task_name: taskName });
  logger.warn("task adopted", { ...run, taskName, taskId });
  return [taskName];
}
