import type { Context } from "./conditions";
import type { Policy } from "./policy";

/** An IAM role. */
export interface Role {
  readonly arn: string;
  readonly trust: Policy;
  readonly policies: readonly Policy[];
  /** Managed policies whose content is not known here: they allow nothing. @default none */
  readonly unknownPolicyArns?: readonly string[];
}

/** A signer of requests, by a role: its `arn` is what `aws:PrincipalArn` is. */
export interface Principal extends Omit<Role, "trust"> {
  /** Name in messages: of a role, its session's ARN. */
  readonly callerArn: string;
  /** Condition keys that every request of its has. @default none */
  readonly context?: Context;
  /** The VPC that its requests leave from, by an endpoint where there is one. @default none */
  readonly vpcId?: string | undefined;
}

/** A service that assumes a role, and for what. */
export interface Assuming extends Pick<Principal, "context" | "vpcId"> {
  /** E.g. `lambda.amazonaws.com`. */
  readonly service: string;
  /** The account that it works for: `aws:SourceAccount`. */
  readonly accountId: string;
  /** Resource that it works for: `aws:SourceArn`. @default the service does not say */
  readonly sourceArn?: string;
}

/** The account in an ARN. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

/**
 * Lambda, for a function's code. Its requests tell which function makes them: Lambda developer guide, "Using source function ARN to
 * control function access behavior". That Lambda tells it when it assumes the role is not documented: here it does not.
 */
export const forFunction = (arn: string, vpcId?: string): Assuming => ({
  service: "lambda.amazonaws.com",
  accountId: accountOf(arn),
  context: { "lambda:SourceFunctionArn": arn },
  vpcId,
});

/** Step Functions, for a state machine. Its requests do not come through the VPC. */
export const forStateMachine = (sourceArn: string): Assuming => ({
  service: "states.amazonaws.com",
  accountId: accountOf(sourceArn),
  sourceArn,
});

/** ECS, for a task. Developer guide, "Amazon ECS task IAM role": the source is something of ECS, it is not said what. */
export const forTask = (region: string, accountId: string, taskId: string, vpcId?: string): Assuming => ({
  service: "ecs-tasks.amazonaws.com",
  accountId,
  sourceArn: `arn:aws:ecs:${region}:${accountId}:task/${taskId}`,
  vpcId,
});

/** Credentials of a program. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
