import {
  TaskDefinitionStatus,
  type ContainerDefinition,
  type RunTaskRequest,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { IncomingHttpHeaders } from "node:http";
import type { Interceptor } from "../../http/exchange";
import type { Credentials } from "../../iam/principals";
import type { ClientTokens } from "./client-tokens";
import { AwsError } from "../../http/aws-answers";
import type { TaskRunner } from "./task-runner";
import type { EcsTask, Tasks } from "./tasks";

/** A registered task definition of one container: the members of the ECS API that matter here. */
export type OneContainerTaskDefinition = Readonly<
  Omit<TaskDefinition, "family" | "revision" | "containerDefinitions">
> & {
  readonly family: string;
  readonly revision: number;
  readonly containerDefinitions: readonly [ContainerDefinition & { name: string }];
};

/** One request to the ECS API. */
export interface EcsCall {
  /** E.g. `RunTask`; of a container that asks for its metadata or credentials, the path. */
  readonly operation: string;
  /** The request's JSON. */
  readonly input: object;
  readonly headers: IncomingHttpHeaders;
}

/** Stands between a request and the operation. It may throw an AwsError too. */
export type Intercept = Interceptor<EcsCall, object>;

/** Surroundings of an ECS. */
export interface EcsEngineOptions {
  readonly region: string;
  readonly accountId: string;
  /** Clusters, by name, and task definitions that are registered; they may change in place. */
  readonly registry: {
    readonly clusterNames: readonly string[];
    readonly taskDefinitions: readonly OneContainerTaskDefinition[];
  };
  /** Address at which containers ask for their metadata and credentials. */
  readonly url: string;
  /** Runs a task's container. */
  readonly runner: TaskRunner;
  /** Tasks that run at once; others wait as PENDING: a laptop is smaller than Fargate. @default 8 */
  readonly maxRunning?: number;
  /** The clock of ECS. @default the machine's */
  readonly now?: () => Date;
  /** vCPUs that the account's tasks may have at once. @default no limit */
  readonly vcpus?: number;
  /** Of tasks whose call names none: the clusters' default. @default "FARGATE" */
  readonly capacityProvider?: string;
  /** A reason to refuse a task in `failures`, beside a full quota. @default none */
  readonly refusal?: (input: RunTaskRequest) => string | undefined;
  /**
   * The credentials of a role for a task that runs in a subnet; undefined for none. @default none
   *
   * @throws Error when the role cannot be assumed
   */
  readonly credentialsOf?: (roleArn: string, taskId: string, subnetId?: string) => Credentials | undefined;
  /** Is told each task when it is new and after each change. */
  readonly onChange?: (task: EcsTask) => void;
  /** @default every call proceeds */
  readonly intercept?: Intercept;
}

/** State that the operations work on. */
export interface Ecs extends Required<Omit<EcsEngineOptions, "runner" | "maxRunning" | "onChange" | "intercept">> {
  readonly tasks: Tasks;
  readonly clientTokens: ClientTokens;
  /** The credentials of each task that has some, by its ARN. */
  readonly credentials: Map<string, Credentials>;
}

type Account = Pick<Ecs, "region" | "accountId">;

/** The ARN of something in ECS, e.g. of `cluster/main`; an ARN is its own. */
export const ecsArn = ({ region, accountId }: Account, resource: string): string =>
  resource.startsWith("arn:") ? resource : `arn:aws:ecs:${region}:${accountId}:${resource}`;

/** The ARN of a task that is named by its ARN or by its id. */
export const taskArnOf = (account: Account, clusterName: string, reference: string): string =>
  reference.startsWith("arn:") ? reference : ecsArn(account, `task/${clusterName}/${reference}`);

/** The name of a cluster that is named by its name or by its ARN. */
export const clusterNameIn = ({ cluster = "default" }: { readonly cluster?: string | undefined }): string =>
  cluster.replace(/^arn:.*:cluster\//, "");

/** The name of a cluster that there is. @throws AwsError ClusterNotFoundException */
export function clusterNameOf(ecs: Ecs, input: Parameters<typeof clusterNameIn>[0]): string {
  const name = clusterNameIn(input);
  if (!ecs.registry.clusterNames.includes(name)) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
  return name;
}

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
