import type { ContainerDefinition, Failure, RunTaskRequest, RunTaskResponse, Task } from "@aws-sdk/client-ecs";
import { randomUUID } from "node:crypto";
import { clusterNameOf, ecsArn, type Ecs } from "./ecs";
import { AwsError } from "../../http/aws-answers";
import { definitionFor } from "./run-task-rules";
import type { OneContainerTaskDefinition } from "./ecs";
import type { TaskLaunch } from "./task-runner";
import type { EcsTask } from "./tasks";

/** ECS developer guide, container definition parameters: what `stopTimeout` is on Fargate when it is absent. */
const defaultStopTimeoutSeconds = 30;

/**
 * RunTask: makes the tasks, and answers with them as PROVISIONING. Where there is no room the answer is no error: `failures`
 * says why.
 */
export function runTask(ecs: Ecs, input: RunTaskRequest): RunTaskResponse {
  const clusterName = clusterNameOf(ecs, input);
  const definition = definitionFor(ecs.registry.taskDefinitions, input);
  return ecs.clientTokens.once(clusterName, input, () => {
    const tasks: EcsTask[] = [];
    const failures: Failure[] = [];
    for (let place = 0; place < (input.count ?? 1); place += 1) {
      const reason = refusalOf(ecs, input, definition);
      if (reason === undefined) tasks.push(launch(ecs, clusterName, definition, input));
      else failures.push({ reason });
    }
    return { tasks, failures };
  });
}

function launch(ecs: Ecs, clusterName: string, definition: OneContainerTaskDefinition, input: RunTaskRequest): EcsTask {
  const taskId = randomUUID().replaceAll("-", "");
  const taskArn = ecsArn(ecs, `task/${clusterName}/${taskId}`);
  const credentials = credentialsOf(ecs, taskId, input, input.overrides?.taskRoleArn ?? definition.taskRoleArn);
  if (credentials) ecs.credentials.set(taskArn, credentials);
  const [{ name, image }] = definition.containerDefinitions;
  const lastStatus = "PROVISIONING";
  const { family, revision, cpu, memory } = definition;
  const task: EcsTask = {
    taskArn,
    clusterArn: ecsArn(ecs, `cluster/${clusterName}`),
    taskDefinitionArn: ecsArn(ecs, `task-definition/${family}:${revision}`),
    group: input.group ?? `family:${family}`,
    startedBy: input.startedBy,
    launchType: input.launchType ?? "FARGATE",
    // ECS API reference, Task: "the capacity provider that's associated with the task". A launch type goes without one.
    ...(input.launchType === undefined && {
      capacityProviderName: input.capacityProviderStrategy?.[0]?.capacityProvider ?? ecs.capacityProvider,
    }),
    platformVersion: input.platformVersion ?? "LATEST",
    cpu,
    memory,
    overrides: input.overrides,
    lastStatus,
    desiredStatus: "RUNNING",
    createdAt: ecs.now(),
    containers: [{ name, image, taskArn, lastStatus }],
  };
  ecs.tasks.launch(task, launchOf(ecs, { taskId, taskArn }, definition, input));
  return task;
}

function launchOf(
  ecs: Ecs,
  names: { readonly taskId: string; readonly taskArn: string },
  { containerDefinitions: [container] }: OneContainerTaskDefinition,
  { overrides }: RunTaskRequest,
): TaskLaunch {
  const override = overrides?.containerOverrides?.find(({ name }) => name === container.name);
  return {
    ...names,
    container: {
      ...container,
      stopTimeout: container.stopTimeout ?? defaultStopTimeoutSeconds,
      command: override?.command ?? container.command,
    },
    environment: {
      ...valuesOf(container.environment),
      ...valuesOf(override?.environment),
      // What Fargate gives every container.
      ...resourceVariables(ecs, names),
      AWS_EXECUTION_ENV: "AWS_ECS_FARGATE",
      AWS_REGION: ecs.region,
    },
  };
}

/**
 * The variables by which a container finds its metadata, and its credentials where it has some. In AWS the address of the credentials
 * is one of the link alone, relative to it.
 */
const resourceVariables = ({ url, credentials }: Ecs, { taskId, taskArn }: { taskId: string; taskArn: string }) => ({
  ECS_CONTAINER_METADATA_URI_V4: `${url}/v4/${taskId}`,
  ...(credentials.has(taskArn) && { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v4/${taskId}/credentials` }),
});

function credentialsOf(
  ecs: Ecs,
  taskId: string,
  { networkConfiguration }: RunTaskRequest,
  roleArn: string | undefined,
): ReturnType<Ecs["credentialsOf"]> {
  if (roleArn === undefined) return undefined;
  try {
    return ecs.credentialsOf(roleArn, taskId, networkConfiguration?.awsvpcConfiguration?.subnets?.[0]);
  } catch (error) {
    throw new AwsError("ClientException", `ECS was unable to assume the role '${roleArn}': ${String(error)}`);
  }
}

const valuesOf = (environment: ContainerDefinition["environment"] = []): Record<string, string> =>
  Object.fromEntries(environment.map(({ name, value }) => [String(name), value ?? ""]));

/** CPU units of a vCPU. ECS developer guide, "Task definition parameters for Fargate". */
const unitsOfVcpu = 1_024;

/** As reports have it; the documents name the quota, "Fargate On-Demand vCPU resource count", but not the words. */
export const quotaReached = "You've reached the limit on the number of vCPUs you can run concurrently";

/** Fargate's smallest task, where a task definition does not say. */
const smallestUnits = "256";

const unitsOf = ({ cpu = smallestUnits, overrides }: Pick<Task, "cpu" | "overrides">): number =>
  Number(overrides?.cpu ?? cpu);

/**
 * Reason for which ECS has no room for one more task; undefined where it has. A task counts towards the quota until it is STOPPED: the
 * documents speak of tasks that run, and name no earlier end.
 */
function refusalOf(ecs: Ecs, input: RunTaskRequest, { cpu }: OneContainerTaskDefinition): string | undefined {
  const refusal = ecs.refusal(input);
  if (refusal !== undefined) return refusal;
  const alive = ecs.tasks.all().filter(({ lastStatus }) => lastStatus !== "STOPPED");
  const wanted = [...alive, { cpu, overrides: input.overrides }].reduce((units, task) => units + unitsOf(task), 0);
  return wanted > ecs.vcpus * unitsOfVcpu ? quotaReached : undefined;
}
