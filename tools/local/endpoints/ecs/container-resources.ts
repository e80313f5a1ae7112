import { AwsError } from "../../http/aws-answers";
import type { Ecs } from "./ecs";
import type { EcsTask } from "./tasks";

/**
 * Answers a container as Fargate does. ECS developer guide, "Task metadata endpoint version 4 for Fargate" and "Task IAM role".
 *
 * @param path the request's path, `/v4/<task id>` for the container's metadata, `/v4/<task id>/task` for the task's,
 * `/v4/<task id>/credentials` for the credentials of its role
 * @returns undefined for another path
 * @throws AwsError NotFound
 */
export function containerResource(ecs: Ecs, path: string): object | undefined {
  const [whole, taskId = "", resource = ""] = /^\/v4\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  if (whole === undefined) return undefined;
  const task = ecs.tasks.all().find(({ taskArn }) => taskArn.endsWith(`/${taskId}`));
  const found = task && resources[resource]?.(task, ecs);
  if (!found) throw new AwsError("NotFound", `There is no ${path}`, { status: 404 });
  return found;
}

const containersOf = (task: EcsTask) =>
  (task.containers ?? []).map(({ name, image }) => ({
    Name: name,
    Image: image,
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

/** The life of credentials; programs ask again before its end. Milliseconds. */
const credentialsLife = 6 * 3_600_000;

const credentials = ({ taskArn }: EcsTask, ecs: Ecs) => {
  const found = ecs.credentials.get(taskArn);
  return (
    found && {
      AccessKeyId: found.accessKeyId,
      SecretAccessKey: found.secretAccessKey,
      Token: taskArn,
      Expiration: new Date(Date.now() + credentialsLife).toISOString(),
    }
  );
};

const resources: Readonly<Record<string, (task: EcsTask, ecs: Ecs) => object | undefined>> = {
  "": (task) => containersOf(task)[0],
  task: taskMetadata,
  credentials,
};
