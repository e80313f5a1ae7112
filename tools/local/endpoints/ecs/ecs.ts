import type { ClientTokens } from "./client-tokens";
import { EcsError } from "./ecs-error";
import type { Scheduler } from "./scheduler";
import type { OneContainerTaskDefinition } from "./task-definition";
import type { TaskTable } from "./task-table";

/** What the operations work on. */
export interface Ecs {
  readonly region: string;
  readonly accountId: string;
  readonly clusterNames: readonly string[];
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
  readonly tasks: TaskTable;
  readonly scheduler: Scheduler;
  readonly clientTokens: ClientTokens;
  /** Where a task asks for its metadata, version 4. */
  readonly metadataUri: (taskId: string) => string;
  /**
   * Environment variables that let a task sign requests as a role.
   *
   * @throws Error when the role cannot be assumed
   */
  readonly credentialsOf: (roleArn: string, taskId: string) => Readonly<Record<string, string>>;
}

/** The ARN of something in ECS, e.g. of `cluster/main`. */
export const ecsArn = ({ region, accountId }: Pick<Ecs, "region" | "accountId">, resource: string): string =>
  `arn:aws:ecs:${region}:${accountId}:${resource}`;

/** The ARN of a task that is named by its ARN or by its id. */
export const taskArnOf = (ecs: Ecs, clusterName: string, reference: string): string =>
  reference.startsWith("arn:") ? reference : ecsArn(ecs, `task/${clusterName}/${reference}`);

/**
 * The name of a cluster that is named by its name or by its ARN.
 *
 * @throws EcsError ClusterNotFoundException
 */
export function clusterNameOf(ecs: Ecs, reference = "default"): string {
  const name = reference.replace(/^arn:.*:cluster\//, "");
  if (!ecs.clusterNames.includes(name)) throw new EcsError("ClusterNotFoundException", "Cluster not found.");
  return name;
}
