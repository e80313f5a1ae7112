import type { OneContainerTaskDefinition } from "./endpoints/ecs";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

interface TaskDefinitionArguments {
  readonly family: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly network_mode?: OneContainerTaskDefinition["networkMode"];
  readonly container_definitions: string;
}

/** The `aws_ecs_task_definition`s of a stack, as ECS registers them. */
export const taskDefinitions = (stack: SynthesizedStack): OneContainerTaskDefinition[] =>
  stack.resources("aws_ecs_task_definition").map(({ values, computed }) => {
    const { family, cpu, memory, network_mode, container_definitions } = values as unknown as TaskDefinitionArguments;
    return {
      family,
      revision: computed("revision") as number,
      cpu,
      memory,
      networkMode: network_mode,
      containerDefinitions: JSON.parse(container_definitions) as OneContainerTaskDefinition["containerDefinitions"],
    };
  });
