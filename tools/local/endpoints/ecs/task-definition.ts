import { TaskDefinitionStatus, type ContainerDefinition, type TaskDefinition } from "@aws-sdk/client-ecs";
import { EcsError } from "./ecs-error";

/** A registered task definition of one container: the members of the ECS API that matter here. */
export type OneContainerTaskDefinition = Readonly<
  Omit<TaskDefinition, "family" | "revision" | "containerDefinitions">
> & {
  readonly family: string;
  readonly revision: number;
  readonly containerDefinitions: readonly [ContainerDefinition & { name: string }];
};

/**
 * Looks up what RunTask calls `taskDefinition`: a family (its newest revision that is not INACTIVE), `family:revision` or an
 * ARN.
 */
export function lookUpTaskDefinition(
  definitions: readonly OneContainerTaskDefinition[],
  reference: string | undefined,
): OneContainerTaskDefinition | undefined {
  const name = reference?.replace(/^arn:.*:task-definition\//, "");
  const newestFirst = definitions.toSorted((left, right) => right.revision - left.revision);
  return newestFirst.find(
    ({ family, revision, status }) =>
      name === `${family}:${revision}` || (name === family && status !== TaskDefinitionStatus.INACTIVE),
  );
}

/**
 * Finds the task definition that tasks are to be started from.
 *
 * @throws EcsError ClientException when there is none; InvalidParameterException when it was deregistered. ECS developer guide,
 * "Deregistering an Amazon ECS task definition revision": it may take ten minutes until it starts no tasks any more. Here it
 * takes none.
 */
export function findTaskDefinition(
  definitions: readonly OneContainerTaskDefinition[],
  reference: string | undefined,
): OneContainerTaskDefinition {
  const found = lookUpTaskDefinition(definitions, reference);
  if (!found) throw new EcsError("ClientException", `TaskDefinition not found: ${String(reference)}`);
  if (found.status === TaskDefinitionStatus.INACTIVE)
    throw new EcsError("InvalidParameterException", "TaskDefinition is inactive");
  return found;
}
