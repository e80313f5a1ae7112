import type { StopTaskRequest, StopTaskResponse } from "@aws-sdk/client-ecs";
import { clusterNameOf, taskArnOf, type Ecs } from "../ecs";
import { EcsError } from "../ecs-error";

/** StopTask: SIGTERM, and SIGKILL after the container's stop timeout. */
export function stopTask(ecs: Ecs, input: StopTaskRequest): StopTaskResponse {
  const clusterName = clusterNameOf(ecs, input.cluster);
  const task = ecs.tasks.find(taskArnOf(ecs, clusterName, input.task ?? ""));
  if (!task) throw new EcsError("InvalidParameterException", "The referenced task was not found.");
  return { task: ecs.scheduler.stop(task, input.reason ?? "Task stopped by user") };
}
