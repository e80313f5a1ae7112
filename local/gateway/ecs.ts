import {
  DescribeTaskDefinitionCommand,
  paginateListClusters,
  paginateListTaskDefinitions,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import {
  startEcsEndpoint,
  type EcsEndpoint,
  type EcsTask,
  type OneContainerTaskDefinition,
  type TaskRunner,
} from "../endpoints/ecs";
import { forward } from "./forward";
import type { Serve } from "./request";

export interface EcsOptions {
  readonly region: string;
  readonly accountId: string;
  /** Reads clusters and task definitions back. */
  readonly client: ECSClient;
  readonly runner: TaskRunner;
  readonly onTask?: (task: EcsTask) => void;
}

/** The calls that are about tasks; clusters and task definitions are kept by the service behind. */
const taskOperations: ReadonlySet<string> = new Set(["RunTask", "DescribeTasks", "StopTask", "ListTasks"]);

/** ECS: runs the tasks of the task definitions that were registered, in the clusters that were created. */
export interface DeployedEcs {
  readonly serve: Serve;
  readonly close: EcsEndpoint["close"];
}

export async function startDeployedEcs({
  region,
  accountId,
  client,
  runner,
  onTask,
}: EcsOptions): Promise<DeployedEcs> {
  // The endpoint looks into these at each call; they are filled before it.
  const clusterNames: string[] = [];
  const taskDefinitions: OneContainerTaskDefinition[] = [];
  const endpoint = await startEcsEndpoint({
    region,
    accountId,
    clusterNames,
    taskDefinitions,
    runner,
    ...(onTask ? { onChange: onTask } : {}),
  });
  return {
    serve: async (request) => {
      if (request.service !== "ecs" || !taskOperations.has(request.operation)) return undefined;
      const [clusters, definitions] = await Promise.all([readClusterNames(client), readTaskDefinitions(client)]);
      clusterNames.splice(0, clusterNames.length, ...clusters);
      taskDefinitions.splice(0, taskDefinitions.length, ...definitions);
      return forward(endpoint.url, request);
    },
    close: () => endpoint.close(),
  };
}

async function readClusterNames(client: ECSClient): Promise<string[]> {
  const arns: string[] = [];
  for await (const { clusterArns = [] } of paginateListClusters({ client }, {})) arns.push(...clusterArns);
  return arns.map((arn) => arn.split("/").at(-1) ?? "");
}

async function readTaskDefinitions(client: ECSClient): Promise<OneContainerTaskDefinition[]> {
  const arns: string[] = [];
  for await (const { taskDefinitionArns = [] } of paginateListTaskDefinitions({ client }, {}))
    arns.push(...taskDefinitionArns);
  const read = arns.map((taskDefinition) => client.send(new DescribeTaskDefinitionCommand({ taskDefinition })));
  return (await Promise.all(read)).map(({ taskDefinition }) => taskDefinition).filter(isOneContainer);
}

const isOneContainer = (
  definition: TaskDefinition | undefined,
): definition is OneContainerTaskDefinition & TaskDefinition => definition?.containerDefinitions?.length === 1;
