import { TaskDefinitionStatus, type RunTaskRequest } from "@aws-sdk/client-ecs";
import { fargateMemoryMib, limits } from "../../../../workflow/limits";
import { AwsError } from "../../http/aws-answers";
import { lookUpTaskDefinition, type OneContainerTaskDefinition } from "./ecs";

const maxCount = 10;
const startedByPattern = /^[A-Za-z0-9\-/_]{0,128}$/;
const clientTokenPattern = /^[!-~]{1,64}$/;

interface Rule {
  readonly broken: (input: RunTaskRequest, definition: OneContainerTaskDefinition) => boolean;
  readonly message: string;
}

// ECS API reference, RunTask and TaskOverride; the messages are those that ECS gives, where known.
const rules: readonly Rule[] = [
  {
    broken: ({ count = 1 }) => count < 1 || count > maxCount,
    message: `count must be between 1 and ${maxCount}.`,
  },
  {
    broken: ({ startedBy = "" }) => !startedByPattern.test(startedBy),
    message: "startedBy must be at most 128 letters, digits, hyphens, slashes and underscores.",
  },
  {
    broken: ({ clientToken = "-" }) => !clientTokenPattern.test(clientToken),
    message: "clientToken must be at most 64 printable ASCII characters.",
  },
  {
    broken: ({ overrides = {} }) => JSON.stringify(overrides).length > limits.taskOverridesCharacters,
    message: `Container Overrides length must be at most ${limits.taskOverridesCharacters}`,
  },
  {
    broken: ({ overrides = {} }, { containerDefinitions: [{ name }] }) =>
      (overrides.containerOverrides ?? []).some((override) => override.name !== name),
    message: "Override for a container that is not in the TaskDefinition.",
  },
  {
    // RegisterTaskDefinition refuses it in these words; that RunTask does too is not documented.
    broken: ({ overrides = {} }, { containerDefinitions: [{ secrets = [] }] }) =>
      (overrides.containerOverrides ?? []).some(({ environment = [] }) =>
        environment.some((variable) => secrets.some(({ name }) => name === variable.name)),
      ),
    message:
      "The secret name must be unique and not shared with any new or existing environment variables set on the container.",
  },
  {
    broken: ({ overrides = {} }, { cpu, memory }) =>
      [overrides.cpu, overrides.memory].some((size) => size !== undefined) &&
      !fargateMemoryMib[Number(overrides.cpu ?? cpu)]?.includes(Number(overrides.memory ?? memory)),
    message: "No Fargate configuration exists for given values.",
  },
  {
    broken: ({ overrides: { ephemeralStorage: { sizeInGiB = limits.ephemeralStorageGib.least } = {} } = {} }) =>
      sizeInGiB < limits.ephemeralStorageGib.least || sizeInGiB > limits.ephemeralStorageGib.most,
    message: "Ephemeral storage size must be between 21 and 200 GiB.",
  },
  {
    broken: ({ networkConfiguration }, { networkMode }) =>
      networkMode === "awsvpc" && !networkConfiguration?.awsvpcConfiguration?.subnets?.length,
    message: "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
  },
  {
    broken: ({ launchType, capacityProviderStrategy = [] }) =>
      launchType !== undefined && capacityProviderStrategy.length > 0,
    message: "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
  },
];

/**
 * Finds the task definition that a call starts tasks from, and checks the call by it.
 *
 * @throws AwsError ClientException when there is none; InvalidParameterException with the first rule that the call breaks, and
 * when the definition was deregistered. ECS developer guide, "Deregistering an Amazon ECS task definition revision": it may take
 * ten minutes until it starts no tasks any more. Here it takes none.
 */
export function definitionFor(
  definitions: readonly OneContainerTaskDefinition[],
  input: RunTaskRequest,
): OneContainerTaskDefinition {
  const found = lookUpTaskDefinition(definitions, input.taskDefinition);
  if (!found) throw new AwsError("ClientException", `TaskDefinition not found: ${String(input.taskDefinition)}`);
  if (found.status === TaskDefinitionStatus.INACTIVE)
    throw new AwsError("InvalidParameterException", "TaskDefinition is inactive");
  const broken = rules.find((rule) => rule.broken(input, found));
  if (broken) throw new AwsError("InvalidParameterException", broken.message);
  return found;
}
