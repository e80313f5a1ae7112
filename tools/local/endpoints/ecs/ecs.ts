import type { RunTaskRequest } from "@aws-sdk/client-ecs";
import type { ClientTokens } from "./client-tokens";
import { EcsError } from "./ecs-error";
import type { TaskTable } from "./task-table";
import type { Scheduler } from "./scheduler";
import type { OneContainerTaskDefinition } from "./task-definition";

/** Credentials of a task. */
interface TaskCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Clusters and task definitions that are registered; they may change in place. */
interface EcsRegistry {
  /** Clusters that exist, by name. */
  readonly clusterNames: readonly string[];
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
}

/** State that the operations work on. */
export interface Ecs {
  /** @default "us-east-1" */
  readonly region: string;
  /** @default "000000000000" */
  readonly accountId: string;
  readonly registry: EcsRegistry;
  readonly tasks: TaskTable;
  readonly scheduler: Scheduler;
  readonly clientTokens: ClientTokens;
  /** The clock of ECS. @default the machine's */
  readonly now: () => Date;
  /** vCPUs that the account's tasks may have at once. @default no limit */
  readonly vcpus: number | undefined;
  /** Of tasks whose call names none: the clusters' default. @default "FARGATE" */
  readonly capacityProvider: string;
  /** A reason to refuse a task in `failures`, beside a full quota. @default none */
  readonly refusal: (input: RunTaskRequest) => string | undefined;
  /** Address at which containers ask for their metadata and credentials. */
  readonly url: string;
  /**
   * The credentials of a role for a task that runs in a subnet; undefined for none. @default none
   *
   * @throws Error when the role cannot be assumed
   */
  readonly credentialsOf: (roleArn: string, taskId: string, subnetId?: string) => TaskCredentials | undefined;
  /** The credentials of each task that has some, by its ARN. */
  readonly credentials: Map<string, TaskCredentials>;
}

/** The ARN of something in ECS, e.g. of `cluster/main`. */
export const ecsArn = ({ region, accountId }: Pick<Ecs, "region" | "accountId">, resource: string): string =>
  `arn:aws:ecs:${region}:${accountId}:${resource}`;

/**
 * The name of a cluster that is named by its name or by its ARN.
 *
 * @throws EcsError ClusterNotFoundException
 */
export function clusterNameOf(ecs: Ecs, reference = "default"): string {
  const name = reference.replace(/^arn:.*:cluster\//, "");
  if (!ecs.registry.clusterNames.includes(name)) throw new EcsError("ClusterNotFoundException", "Cluster not found.");
  return name;
}
