import type { OneContainerTaskDefinition } from "../endpoints/ecs";
import { textOf } from "../json";
import type { SynthesizedStack } from "../terraform/synthesized-stack";

interface TaskDefinitionArguments {
  readonly family: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly network_mode?: OneContainerTaskDefinition["networkMode"];
  readonly task_role_arn?: string;
  readonly execution_role_arn?: string;
  readonly container_definitions: string;
}

/** The `aws_ecs_task_definition`s of a stack, as ECS registers them. */
export const taskDefinitions = (stack: SynthesizedStack): OneContainerTaskDefinition[] =>
  stack.resources("aws_ecs_task_definition").map(({ values, computed }) => {
    const definition = values as unknown as TaskDefinitionArguments;
    const { family, cpu, memory, network_mode, container_definitions } = definition;
    return {
      taskDefinitionArn: textOf(computed("arn")),
      family,
      revision: computed("revision") as number,
      cpu,
      memory,
      networkMode: network_mode,
      taskRoleArn: definition.task_role_arn,
      executionRoleArn: definition.execution_role_arn,
      containerDefinitions: JSON.parse(container_definitions) as OneContainerTaskDefinition["containerDefinitions"],
    };
  });
