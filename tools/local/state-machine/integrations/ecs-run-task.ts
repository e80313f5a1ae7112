import { ECSServiceException, RunTaskCommand, type ECSClient, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { Json, JsonObject } from "../../json";
import { runtimeError } from "../language/states-error";
import type { Integration } from "./integration";
import { toCamelCase, toPascalCase } from "./letter-case";
import { toStatesError, type ServiceErrors } from "./sdk-error";

/** Parameters of `ecs:runTask`. Step Functions developer guide, "Amazon ECS and Fargate". */
const optimised: ReadonlySet<string> = new Set([
  "CapacityProviderStrategy",
  "Cluster",
  "EnableExecuteCommand",
  "Group",
  "LaunchType",
  "NetworkConfiguration",
  "Overrides",
  "PlacementConstraints",
  "PlacementStrategy",
  "PlatformVersion",
  "PropagateTags",
  "TaskDefinition",
]);

/** Parameters of the API itself, all of which the AWS SDK integration takes. ECS API reference, RunTask. */
const sdk: ReadonlySet<string> = new Set([
  ...optimised,
  "ClientToken",
  "Count",
  "EnableECSManagedTags",
  "ReferenceId",
  "StartedBy",
  "Tags",
  "VolumeConfigurations",
]);

const runTask =
  (name: string, supported: ReadonlySet<string>, errors: ServiceErrors) =>
  (client: ECSClient): Integration =>
  async (parameters) => {
    const foreign = Object.keys(parameters as JsonObject).filter((parameter) => !supported.has(parameter));
    if (foreign.length > 0) throw runtimeError(`${name} has no parameter ${foreign.join(", ")}`);
    try {
      const input = toCamelCase(parameters) as unknown as RunTaskCommandInput;
      const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
      // Dates become text on the way.
      const answer = JSON.parse(JSON.stringify({ tasks, failures })) as Json;
      return toPascalCase(answer);
    } catch (error) {
      throw toStatesError(error, errors);
    }
  };

/** `ecs:runTask`, request and response. Tasks that could not be placed are `Failures` of a call that succeeded. */
export const ecsRunTask = runTask("ecs:runTask", optimised, {
  prefix: "ECS",
  baseName: "AmazonECSException",
  baseClass: ECSServiceException,
});

/**
 * `aws-sdk:ecs:runTask`, request and response: what the API takes and gives, in the letter case of Step Functions. Developer
 * guide, "Learning to use AWS service SDK integrations".
 */
export const sdkEcsRunTask = runTask("aws-sdk:ecs:runTask", sdk, {
  prefix: "Ecs",
  baseName: "EcsException",
  baseClass: ECSServiceException,
  isSdk: true,
});
