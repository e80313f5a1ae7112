import type { Principals } from "./principals";

/** The roles that a task definition names. */
export interface TaskDefinitionRoles {
  readonly arn: string;
  readonly taskRoleArn?: string | undefined;
  readonly executionRoleArn?: string | undefined;
}

/** What must be known of an account to tell who calls, and what a call refers to. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
  readonly principals: Principals;
  /** The task definition that RunTask calls so, undefined when there is none. */
  readonly taskDefinition: (reference: string) => TaskDefinitionRoles | undefined;
  /** Whether an object has tags. */
  readonly hasTags: (bucket: string, key: string) => Promise<boolean>;
}
