import type { TaskDefinition } from "@aws-sdk/client-ecs";
import type { Principals } from "./principals";

/** The roles that a task definition names. */
type TaskDefinitionRoles = Readonly<Pick<TaskDefinition, "taskDefinitionArn" | "taskRoleArn" | "executionRoleArn">>;

/** Facts of an account by which callers and resources of calls are identified. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
  readonly principals: Principals;
  /** The task definition that RunTask calls so, undefined when there is none. */
  readonly taskDefinition: (reference: string) => TaskDefinitionRoles | undefined;
  /** Resolves to true when an object has tags. */
  readonly hasTags: (bucket: string, key: string) => Promise<boolean>;
}
