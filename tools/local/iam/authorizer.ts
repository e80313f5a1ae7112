import { accountOf, type Principal } from "./principals";
import { addressedTo, judge, type Access, type Policy } from "./policy";

/** A VPC endpoint with a policy: one without lets everything through. */
interface JudgedEndpoint {
  readonly vpcId: string;
  /** E.g. `com.amazonaws.eu-west-1.ecr.api`. */
  readonly serviceName: string;
  readonly policy: Policy;
}

/** The policies that a principal's own are judged beside. */
export interface Surroundings {
  readonly region: string;
  /** Policies that belong to resources, by the resource's ARN. */
  readonly resourcePolicies: Readonly<Record<string, Policy>>;
  /** Several endpoints of one service, such as ECR's, have the same policy. */
  readonly endpoints: readonly JudgedEndpoint[];
}

/** An access that is refused, and why. */
export interface Denial {
  readonly access: Access;
  readonly because: "noIdentityPolicy" | "identityPolicy" | "resourcePolicy" | "noEndpointPolicy" | "endpointPolicy";
}

/** Tells why a principal may not have an access, or undefined when it may. */
export type Authorizer = (principal: Principal, access: Access) => Denial | undefined;

/** Condition keys that every request has. Requests to endpoints here stand for the TLS ones they would be in AWS. */
const globalContext = ({ arn }: Principal, region: string) => ({
  "aws:PrincipalArn": arn,
  "aws:PrincipalAccount": accountOf(arn),
  "aws:RequestedRegion": region,
  "aws:SecureTransport": "true",
});

/** A bucket's policy is about its objects too. */
const policyOf = (policies: Surroundings["resourcePolicies"], resource: string): Policy[] =>
  [policies[resource.replace(/(?<=^arn:aws:s3:::[^/]*)\/.*$/s, "")] ?? []].flat();

/**
 * The policy of the endpoint by which a request for an action leaves. Passing a role is part of a call of ECS; that the endpoint's
 * policy is asked about it too is not documented, and taken to be so.
 */
function endpointPolicyOf({ endpoints }: Surroundings, vpcId: string, action: string): Policy | undefined {
  const [service] = action.replace(/^iam:/, "ecs:").split(":");
  return endpoints.find((one) => one.vpcId === vpcId && one.serviceName.split(".")[3] === service)?.policy;
}

/**
 * Judges by the policies of the principal and of the resource, which within one account allow each alone, and by that of the
 * endpoint, which must allow too.
 */
export const authorizer =
  (surroundings: Surroundings): Authorizer =>
  (principal, { action, resource, context }) => {
    const full = { ...globalContext(principal, surroundings.region), ...principal.context, ...context };
    const access = { action, resource, context: full };
    const names = [principal.arn, principal.callerArn, accountOf(principal.arn)];
    const byOther = (policies: readonly Policy[]) =>
      judge(
        policies.map((policy) => addressedTo(policy, { type: "AWS", names })),
        access,
      );
    const endpoint = principal.vpcId ? endpointPolicyOf(surroundings, principal.vpcId, action) : undefined;
    const byEndpoint = endpoint ? byOther([endpoint]) : "allowed";
    const byPrincipal = judge(principal.policies, access);
    const byResource = byOther(policyOf(surroundings.resourcePolicies, resource));
    if (byPrincipal === "explicitDeny") return { access, because: "identityPolicy" };
    if (byResource === "explicitDeny") return { access, because: "resourcePolicy" };
    if (byEndpoint === "explicitDeny") return { access, because: "endpointPolicy" };
    if (byEndpoint === "implicitDeny") return { access, because: "noEndpointPolicy" };
    return [byPrincipal, byResource].includes("allowed") ? undefined : { access, because: "noIdentityPolicy" };
  };
