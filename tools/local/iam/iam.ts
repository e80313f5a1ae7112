import { randomBytes } from "node:crypto";
import { denialMessage, type Denial } from "./denial";
import { judge, type Access, type Policy } from "./policy";
import { accountOf, type Assuming, type Credentials, type Principal, type Role } from "./principals";

/** The part of an account by which calls are judged; it may change in place. */
export interface Judged {
  readonly region: string;
  readonly accountId: string;
  readonly roles: readonly Role[];
  /** Policies that belong to resources, by the resource's ARN. */
  readonly resourcePolicies: Readonly<Record<string, Policy>>;
  /** VPC endpoints with a policy: one without lets everything through. Several of one service, such as ECR's, have the same. */
  readonly endpoints: readonly {
    readonly vpcId: string;
    /** E.g. `com.amazonaws.eu-west-1.ecr.api`. */
    readonly serviceName: string;
    readonly policy: Policy;
  }[];
}

/**
 * The refusal of a caller that may not do something; undefined for one that may.
 *
 * @param action e.g. `lambda:InvokeFunction`
 * @param resource an ARN
 */
export type DenialOf = (action: string, resource: string) => string | undefined;

/** Condition keys that every request has. Requests to endpoints here stand for the TLS ones they would be in AWS. */
const globalContext = ({ arn }: Principal, region: string) => ({
  "aws:PrincipalArn": arn,
  "aws:PrincipalAccount": accountOf(arn),
  "aws:RequestedRegion": region,
  "aws:SecureTransport": "true",
});

/** A bucket's policy is about its objects too. */
const policyOf = (policies: Judged["resourcePolicies"], resource: string): Policy[] =>
  [policies[resource.replace(/(?<=^arn:aws:s3:::[^/]*)\/.*$/s, "")] ?? []].flat();

/**
 * The policy of the endpoint by which a request for an action leaves. Passing a role is part of a call of ECS; that the endpoint's
 * policy is asked about it too is not documented, and taken to be so.
 */
function endpointPolicyOf({ endpoints }: Judged, vpcId: string, action: string): Policy | undefined {
  const [service] = action.replace(/^iam:/, "ecs:").split(":");
  return endpoints.find((one) => one.vpcId === vpcId && one.serviceName.split(".")[3] === service)?.policy;
}

const random = (bytes: number): string => randomBytes(bytes).toString("hex").toUpperCase();

/**
 * The programs of an account, by their credentials, and what each may do: what its role allows as it is deployed now. Signatures are not
 * verified: whoever knows a key is its holder.
 */
export class Iam {
  private readonly holders = new Map<string, Principal>();

  /** @param onDenied is told who was not allowed what */
  constructor(
    private readonly account: Judged,
    private readonly onDenied: (message: string) => void = () => undefined,
  ) {}

  /** The holder of an access key; undefined when nobody has it. */
  find(accessKeyId: string): Principal | undefined {
    return this.holders.get(accessKeyId);
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
    const context = { "aws:SourceAccount": accountId, ...(sourceArn && { "aws:SourceArn": sourceArn }) };
    const access = { action: "sts:AssumeRole", resource: roleArn, context };
    if (judge([role.trust], access, { type: "Service", names: [service] }) !== "allowed")
      throw new Error(`The trust policy of ${roleArn} does not let ${service} assume it`);
    const credentials = { accessKeyId: `LOCAL${random(8)}`, secretAccessKey: random(20) };
    this.holders.set(credentials.accessKeyId, { ...role, ...session, callerArn: sessionArn(roleArn, sessionName) });
    return credentials;
  }

  /**
   * Judges by the policies of the principal and of the resource, which within one account allow each alone, and by that of the
   * endpoint, which must allow too.
   */
  readonly authorize = (principal: Principal, access: Access): Denial | undefined => {
    const denial = this.judged(principal, access);
    if (denial) this.onDenied(denialMessage(principal, denial));
    return denial;
  };

  /** Judges the holder of credentials. */
  denialOf({ accessKeyId }: Credentials): DenialOf {
    return (action, resource) => {
      const principal = this.find(accessKeyId);
      if (!principal) throw new Error(`Nobody holds the access key ${accessKeyId}`);
      const denial = this.authorize(principal, { action, resource, context: {} });
      return denial && denialMessage(principal, denial);
    };
  }

  private judged(principal: Principal, { action, resource, context }: Access): Denial | undefined {
    const { account } = this;
    const full = { ...globalContext(principal, account.region), ...principal.context, ...context };
    const access = { action, resource, context: full };
    const caller = { type: "AWS", names: [principal.arn, principal.callerArn, accountOf(principal.arn)] } as const;
    const endpoint = principal.vpcId ? endpointPolicyOf(account, principal.vpcId, action) : undefined;
    const byEndpoint = endpoint ? judge([endpoint], access, caller) : "allowed";
    // By a role's policies of now, whenever it was assumed.
    const { policies } = account.roles.find(({ arn }) => arn === principal.arn) ?? principal;
    const byPrincipal = judge(policies, access);
    const byResource = judge(policyOf(account.resourcePolicies, resource), access, caller);
    if (byPrincipal === "explicitDeny") return { access, because: "identityPolicy" };
    if (byResource === "explicitDeny") return { access, because: "resourcePolicy" };
    if (byEndpoint === "explicitDeny") return { access, because: "endpointPolicy" };
    if (byEndpoint === "implicitDeny") return { access, because: "noEndpointPolicy" };
    return [byPrincipal, byResource].includes("allowed") ? undefined : { access, because: "noIdentityPolicy" };
  }
}

const sessionArn = (roleArn: string, sessionName: string): string => {
  const [, accountId, name] = /^arn:aws:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  return `arn:aws:sts::${String(accountId)}:assumed-role/${String(name)}/${sessionName}`;
};
