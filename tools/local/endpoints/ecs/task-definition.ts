import type { ContainerDefinition, TaskDefinition } from "@aws-sdk/client-ecs";
import { EcsError } from "./ecs-error";

/** A registered task definition of one container: the members of the ECS API that matter here. */
export type OneContainerTaskDefinition = Readonly<
  Omit<TaskDefinition, "family" | "revision" | "containerDefinitions">
> & {
  readonly family: string;
  readonly revision: number;
  readonly containerDefinitions: readonly [ContainerDefinition & { name: string }];
};

/** Looks up what RunTask calls `taskDefinition`: a family (its newest revision), `family:revision` or an ARN. */
export function lookUpTaskDefinition(
  definitions: readonly OneContainerTaskDefinition[],
  reference: string | undefined,
): OneContainerTaskDefinition | undefined {
  const name = reference?.replace(/^arn:.*:task-definition\//, "");
  const newestFirst = definitions.toSorted((left, right) => right.revision - left.revision);
  return newestFirst.find(({ family, revision }) => [family, `${family}:${revision}`].includes(name ?? ""));
}

/** @throws EcsError ClientException when there is no such task definition */
export function findTaskDefinition(
  definitions: readonly OneContainerTaskDefinition[],
  reference: string | undefined,
): OneContainerTaskDefinition {
  const found = lookUpTaskDefinition(definitions, reference);
  if (!found) throw new EcsError("ClientException", `TaskDefinition not found: ${String(reference)}`);
  return found;
}
