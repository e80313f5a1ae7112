import { ECSServiceException, RunTaskCommand, type ECSClient, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import type { Json, JsonObject } from "../../json";
import { StatesError } from "../states-error";
import type { Integration } from "./integration";
import { toCamelCase, toPascalCase } from "./letter-case";
import { toStatesError, type ServiceErrors } from "./sdk-error";

/** What `ecs:runTask` accepts. Step Functions developer guide, "Amazon ECS and Fargate": supported parameters. */
const supported: ReadonlySet<string> = new Set([
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

const errors: ServiceErrors = { prefix: "ECS", baseName: "AmazonECSException", baseClass: ECSServiceException };

/** `ecs:runTask`, request and response. Tasks that could not be placed are `Failures` of a call that succeeded. */
export const ecsRunTask =
  (client: ECSClient): Integration =>
  async (parameters) => {
    const foreign = Object.keys(parameters as JsonObject).filter((name) => !supported.has(name));
    if (foreign.length > 0)
      throw new StatesError("States.Runtime", `ecs:runTask has no parameter ${foreign.join(", ")}`, { final: true });
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
