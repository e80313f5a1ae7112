import { randomBytes } from "node:crypto";
import type { Context } from "./conditions";
import { addressedTo, judge, type Policy } from "./policy";

/** A signer of requests. */
export interface Principal {
  /** The role or user: what `aws:PrincipalArn` is. */
  readonly arn: string;
  /** Name in messages: of a role, its session's ARN. */
  readonly callerArn: string;
  readonly policies: readonly Policy[];
  /** Managed policies of a role whose content is not known here: they allow nothing. @default none */
  readonly unknownPolicyArns?: readonly string[];
  /** Condition keys that every request of its has. @default none */
  readonly context?: Context;
  /** The VPC that its requests leave from, by an endpoint where there is one. @default none */
  readonly vpcId?: string | undefined;
}

/** A service that assumes a role, and for what. */
interface Assuming extends Pick<Principal, "context" | "vpcId"> {
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

/** An IAM role. */
export interface Role extends Pick<Principal, "unknownPolicyArns"> {
  readonly arn: string;
  readonly trust: Policy;
  readonly policies: readonly Policy[];
}

/** Credentials of a program. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const random = (bytes: number): string => randomBytes(bytes).toString("hex").toUpperCase();

/** The holders of credentials. Signatures are not verified: whoever knows a key is its holder. */
export class Principals {
  private readonly holders = new Map<string, Principal>();

  /** @param account with the roles that may be assumed */
  constructor(private readonly account: { readonly roles: readonly Role[] }) {}

  /** The holder of an access key; undefined when nobody has it. */
  find(accessKeyId: string): Principal | undefined {
    return this.holders.get(accessKeyId);
  }

  /** Makes a principal the holder of credentials. */
  hold({ accessKeyId }: Credentials, principal: Principal): void {
    this.holders.set(accessKeyId, principal);
  }

  /**
   * Gives a service credentials of a role.
   *
   * @param sessionName tells sessions of one role apart in messages
   * @throws Error when there is no such role, or its trust policy does not let the service assume it
   */
  assumeRole(roleArn: string, assuming: Assuming, sessionName: string): Credentials {
    const { service, accountId, sourceArn, ...session } = assuming;
    const role = this.account.roles.find(({ arn }) => arn === roleArn);
    if (!role) throw new Error(`There is no role ${roleArn}, which ${service} needs`);
    const { policies, unknownPolicyArns } = role;
    const trust = addressedTo(role.trust, { type: "Service", names: [service] });
    const context = { "aws:SourceAccount": accountId, ...(sourceArn && { "aws:SourceArn": sourceArn }) };
    if (judge([trust], { action: "sts:AssumeRole", resource: roleArn, context }) !== "allowed")
      throw new Error(`The trust policy of ${roleArn} does not let ${service} assume it`);
    const credentials = { accessKeyId: `LOCAL${random(8)}`, secretAccessKey: random(20) };
    const callerArn = sessionArn(roleArn, sessionName);
    this.hold(credentials, {
      ...session,
      arn: roleArn,
      callerArn,
      policies,
      ...(unknownPolicyArns && { unknownPolicyArns }),
    });
    return credentials;
  }
}

const sessionArn = (roleArn: string, sessionName: string): string => {
  const [, accountId, name] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return `arn:aws:sts::${String(accountId)}:assumed-role/${String(name)}/${sessionName}`;
};
