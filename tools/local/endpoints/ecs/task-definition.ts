import { TaskDefinitionStatus, type ContainerDefinition, type TaskDefinition } from "@aws-sdk/client-ecs";

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
