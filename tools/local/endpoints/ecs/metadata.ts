import type { Ecs } from "./ecs";
import type { EcsTask } from "./task";

/**
 * What the task metadata endpoint, version 4, answers a container. ECS developer guide, "Task metadata endpoint
 * version 4 for Fargate".
 *
 * @param path the request's path, `/v4/<task id>` for the container or `/v4/<task id>/task` for the task
 * @returns undefined when there is nothing at that path
 */
export function readMetadata(ecs: Ecs, path: string): object | undefined {
  const [, taskId, resource = ""] = /^\/v4\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const task = ecs.tasks.withId(String(taskId));
  return task && resources[resource]?.(task);
}

const containersOf = (task: EcsTask) =>
  (task.containers ?? []).map(({ name, image }) => ({
    DockerId: task.taskArn.slice(task.taskArn.lastIndexOf("/") + 1),
    Name: name,
    DockerName: name,
    Image: image,
    Labels: {
      "com.amazonaws.ecs.cluster": task.clusterArn,
      "com.amazonaws.ecs.container-name": name,
      "com.amazonaws.ecs.task-arn": task.taskArn,
    },
    DesiredStatus: task.desiredStatus,
    KnownStatus: task.lastStatus,
    Type: "NORMAL",
  }));

const taskMetadata = (task: EcsTask) => {
  const [, Family, Revision] = /task-definition\/(.+):(\d+)$/.exec(task.taskDefinitionArn ?? "") ?? [];
  return {
    Cluster: task.clusterArn,
    TaskARN: task.taskArn,
    Family,
    Revision,
    DesiredStatus: task.desiredStatus,
    KnownStatus: task.lastStatus,
    LaunchType: task.launchType,
    Containers: containersOf(task),
  };
};

const resources: Readonly<Record<string, (task: EcsTask) => object | undefined>> = {
  "": (task) => containersOf(task)[0],
  task: taskMetadata,
};
