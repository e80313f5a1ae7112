import {
  DescribeTaskDefinitionCommand,
  paginateListClusters,
  paginateListTaskDefinitions,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { paginateListFunctions, type LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, paginateListStateMachines, type SFNClient } from "@aws-sdk/client-sfn";
import type { OneContainerTaskDefinition } from "../endpoints/ecs";
import type { JsonObject } from "../json";
import type { Deployed } from "./deployed";
import { everyItem } from "./every-item";

/** @param zips the code of functions, by their names */
export async function readFunctions(
  client: LambdaClient,
  zips: ReadonlyMap<string, Uint8Array>,
): Promise<Deployed["functions"]> {
  const found = await everyItem(paginateListFunctions({ client }, {}), ({ Functions }) => Functions);
  return found.map(({ FunctionName: name = "", ...configuration }) => ({
    name,
    arn: configuration.FunctionArn ?? "",
    roleArn: configuration.Role ?? "",
    handler: configuration.Handler ?? "",
    timeoutSeconds: configuration.Timeout ?? 0,
    memorySizeMb: configuration.MemorySize ?? 0,
    environment: configuration.Environment?.Variables ?? {},
    subnetIds: configuration.VpcConfig?.SubnetIds ?? [],
    logGroupName: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    zip: zips.get(name),
  }));
}

export async function readStateMachines(client: SFNClient): Promise<Deployed["stateMachines"]> {
  const found = await everyItem(paginateListStateMachines({ client }, {}), ({ stateMachines }) => stateMachines);
  return Promise.all(
    found.map(async ({ stateMachineArn: arn = "", name = "" }) => {
      const { roleArn = "", definition = "{}" } = await client.send(
        new DescribeStateMachineCommand({ stateMachineArn: arn }),
      );
      return { arn, name, roleArn, definition: JSON.parse(definition) as JsonObject };
    }),
  );
}

export async function readClusterNames(client: ECSClient): Promise<Deployed["clusterNames"]> {
  const arns = await everyItem(paginateListClusters({ client }, {}), ({ clusterArns }) => clusterArns);
  return arns.map((arn) => arn.split("/").at(-1) ?? "");
}

/** Task definitions of several containers are left out: they cannot be run here. */
export async function readTaskDefinitions(client: ECSClient): Promise<Deployed["taskDefinitions"]> {
  const all = paginateListTaskDefinitions({ client }, {});
  const arns = await everyItem(all, ({ taskDefinitionArns }) => taskDefinitionArns);
  const read = arns.map((taskDefinition) => client.send(new DescribeTaskDefinitionCommand({ taskDefinition })));
  return (await Promise.all(read)).map(({ taskDefinition }) => taskDefinition).filter(isOneContainer);
}

const isOneContainer = (
  definition: TaskDefinition | undefined,
): definition is OneContainerTaskDefinition & TaskDefinition => definition?.containerDefinitions?.length === 1;
