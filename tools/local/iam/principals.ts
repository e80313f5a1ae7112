import { randomBytes } from "node:crypto";
import { addressedTo, judge } from "./judge";
import type { Policy } from "./policy";

/** A signer of requests. */
export interface Principal {
  /** The role or user: what `aws:PrincipalArn` is. */
  readonly arn: string;
  /** Name in messages: of a role, its session's ARN. */
  readonly callerArn: string;
  readonly policies: readonly Policy[];
}

/** An IAM role. */
export interface Role {
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

  /** @param roles that may be assumed */
  constructor(private readonly roles: readonly Role[]) {}

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
   * @param service e.g. `lambda.amazonaws.com`
   * @param sessionName tells sessions of one role apart in messages
   * @throws Error when there is no such role, or its trust policy does not let the service assume it
   */
  assumeRole(roleArn: string, service: string, sessionName: string): Credentials {
    const role = this.roles.find(({ arn }) => arn === roleArn);
    if (!role) throw new Error(`There is no role ${roleArn}, which ${service} needs`);
    const trust = addressedTo(role.trust, { type: "Service", names: [service] });
    if (judge([trust], { action: "sts:AssumeRole", resource: roleArn, context: {} }) !== "allowed")
      throw new Error(`The trust policy of ${roleArn} does not let ${service} assume it`);
    const credentials = { accessKeyId: `LOCAL${random(8)}`, secretAccessKey: random(20) };
    this.hold(credentials, { arn: roleArn, callerArn: sessionArn(roleArn, sessionName), policies: role.policies });
    return credentials;
  }
}

const sessionArn = (roleArn: string, sessionName: string): string => {
  const [, accountId, name] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return `arn:aws:sts::${String(accountId)}:assumed-role/${String(name)}/${sessionName}`;
};
