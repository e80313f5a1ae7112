import {
  DescribeTaskDefinitionCommand,
  paginateListClusters,
  paginateListTaskDefinitions,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { lookUpTaskDefinition, type OneContainerTaskDefinition } from "../endpoints/ecs";

/** The clusters and task definitions that are deployed, as they were when last looked at. */
export class EcsRegistry {
  // Filled in place: whoever got them sees what is new.
  readonly clusterNames: string[] = [];
  readonly taskDefinitions: OneContainerTaskDefinition[] = [];

  /** @param client of the service behind, which keeps them */
  constructor(private readonly client: ECSClient) {}

  /** Looks again. */
  async refresh(): Promise<void> {
    const [clusters, definitions] = await Promise.all([
      readClusterNames(this.client),
      readTaskDefinitions(this.client),
    ]);
    this.clusterNames.splice(0, this.clusterNames.length, ...clusters);
    this.taskDefinitions.splice(0, this.taskDefinitions.length, ...definitions);
  }

  /** Looks up a task definition by the reference that RunTask takes. */
  readonly taskDefinition = (reference: string): OneContainerTaskDefinition | undefined =>
    lookUpTaskDefinition(this.taskDefinitions, reference);
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
