import type { RunTaskRequest, Task } from "@aws-sdk/client-ecs";
import type { Ecs } from "./ecs";
import type { OneContainerTaskDefinition } from "./task-definition";

/** CPU units of a vCPU. ECS developer guide, "Task definition parameters for Fargate". */
const unitsOfVcpu = 1_024;

/** As reports have it; the documents name the quota, "Fargate On-Demand vCPU resource count", but not the words. */
const quotaReached = "You've reached the limit on the number of vCPUs you can run concurrently";

/** Fargate's smallest task, where a task definition does not say. */
const smallestUnits = "256";

const unitsOf = ({ cpu = smallestUnits, overrides }: Pick<Task, "cpu" | "overrides">): number =>
  Number(overrides?.cpu ?? cpu);

/**
 * Reason for which ECS has no room for one more task; undefined where it has. A task counts towards the quota until it is STOPPED: the
 * documents speak of tasks that run, and name no earlier end.
 */
export function refusalOf(ecs: Ecs, input: RunTaskRequest, { cpu }: OneContainerTaskDefinition): string | undefined {
  const refusal = ecs.refusal(input);
  if (refusal !== undefined || ecs.vcpus === undefined) return refusal;
  const alive = ecs.tasks.all().filter(({ lastStatus }) => lastStatus !== "STOPPED");
  const wanted = [...alive, { cpu, overrides: input.overrides }].reduce((units, task) => units + unitsOf(task), 0);
  return wanted > ecs.vcpus * unitsOfVcpu ? quotaReached : undefined;
}
