import type { RunTaskRequest } from "@aws-sdk/client-ecs";
import type { ClientTokens } from "./client-tokens";
import { EcsError } from "./ecs-error";
import type { EcsTask, TaskTable } from "./task-table";
import type { Scheduler } from "./scheduler";
import type { OneContainerTaskDefinition } from "./task-definition";

/** Credentials of a task. */
export interface TaskCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Clusters and task definitions that are registered; they may change in place. */
export interface EcsRegistry {
  /** Clusters that exist, by name. */
  readonly clusterNames: readonly string[];
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
}

/** State that the operations work on. */
export interface Ecs {
  readonly region: string;
  readonly accountId: string;
  readonly registry: EcsRegistry;
  readonly tasks: TaskTable;
  readonly scheduler: Scheduler;
  readonly clientTokens: ClientTokens;
  /** The clock of ECS. */
  readonly now: () => Date;
  /** vCPUs that the account's tasks may have at once. @default no limit */
  readonly vcpus: number | undefined;
  /** Of tasks whose call names none: the clusters' default. */
  readonly capacityProvider: string;
  /** A reason to refuse a task in `failures`, beside a full quota. */
  readonly refusal: (input: RunTaskRequest) => string | undefined;
  /** Address at which containers ask for their metadata and credentials. */
  readonly url: string;
  /**
   * The credentials of a role for a task that runs in a subnet; undefined for none.
   *
   * @throws Error when the role cannot be assumed
   */
  readonly credentialsOf: (roleArn: string, taskId: string, subnetId?: string) => TaskCredentials | undefined;
  /** The credentials of each task that has some, by its ARN. */
  readonly credentials: Map<string, TaskCredentials>;
}

/** The time that a stopped task stays known: milliseconds. ECS API reference, DescribeTasks: "at least one hour"; here no longer. */
const rememberedMilliseconds = 3_600_000;

/** True for a task that ECS has not forgotten. */
export const isKnown = ({ now }: Pick<Ecs, "now">, { stoppedAt }: EcsTask): boolean =>
  stoppedAt === undefined || now().getTime() <= stoppedAt.getTime() + rememberedMilliseconds;

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
  if (!ecs.registry.clusterNames.includes(name)) throw new EcsError("ClusterNotFoundException", "Cluster not found.");
  return name;
}
