import { ECSServiceException, RunTaskCommand, type ECSClient, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { Json } from "../../json";
import { serviceCall, toCamelCase, toPascalCase, type Integrations, type ServiceErrors } from "./integration";

/** ECS API reference, RunTask. */
const parametersOfRunTask = [
  "CapacityProviderStrategy",
  "ClientToken",
  "Cluster",
  "Count",
  "EnableECSManagedTags",
  "EnableExecuteCommand",
  "Group",
  "LaunchType",
  "NetworkConfiguration",
  "Overrides",
  "PlacementConstraints",
  "PlacementStrategy",
  "PlatformVersion",
  "PropagateTags",
  "ReferenceId",
  "StartedBy",
  "Tags",
  "TaskDefinition",
  "VolumeConfigurations",
];

const errors: ServiceErrors = {
  prefix: "Ecs",
  baseName: "EcsException",
  baseClass: ECSServiceException,
  isSdk: true,
};

/**
 * `aws-sdk:ecs:runTask`, request and response: what the API takes and gives, in the letter case of Step Functions. Tasks that
 * could not be placed are `Failures` of a call that succeeded. Developer guide, "Learning to use AWS service SDK integrations".
 */
export const ecsIntegrations = (client: ECSClient): Integrations => ({
  "arn:aws:states:::aws-sdk:ecs:runTask": serviceCall(
    "aws-sdk:ecs:runTask",
    parametersOfRunTask,
    errors,
    async (parameters: Json) => {
      const input = toCamelCase(parameters) as unknown as RunTaskCommandInput;
      const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
      return toPascalCase({ tasks, failures });
    },
  ),
});
