import type { Access } from "./access";
import { addressedTo, judge } from "./judge";
import type { Policy } from "./policy";
import type { Principal } from "./principals";

/** Policies that belong to resources, by the resource's ARN. */
type ResourcePolicies = Readonly<Record<string, Policy>>;

/**
 * Policies of VPC endpoints, by VPC and by service as actions begin with it, e.g. `dynamodb`. A service that is not among them is
 * reached without an endpoint, or by one that lets everything through.
 */
type EndpointPolicies = Readonly<Record<string, Readonly<Record<string, Policy>>>>;

/** A VPC endpoint with a policy. */
interface JudgedEndpoint {
  readonly vpcId: string;
  /** E.g. `com.amazonaws.eu-west-1.ecr.api`. */
  readonly serviceName: string;
  readonly policy: Policy;
}

/** The policies of endpoints; several endpoints of one service, such as ECR's, have the same. */
export function endpointPolicies(endpoints: readonly JudgedEndpoint[]): EndpointPolicies {
  const policies: Record<string, Record<string, Policy>> = {};
  for (const { vpcId, serviceName, policy } of endpoints)
    (policies[vpcId] ??= {})[serviceName.replace(/^com\.amazonaws\.[^.]+\.([^.]+).*$/, "$1")] = policy;
  return policies;
}

/** The policies that a principal's own are judged beside. */
export interface Surroundings {
  readonly region: string;
  readonly resourcePolicies?: ResourcePolicies;
  readonly endpointPolicies?: EndpointPolicies;
}

/** An access that is refused, and why. */
export interface Denial {
  readonly access: Access;
  readonly because: "noIdentityPolicy" | "identityPolicy" | "resourcePolicy" | "noEndpointPolicy" | "endpointPolicy";
}

/** Tells why a principal may not have an access, or undefined when it may. */
export type Authorizer = (principal: Principal, access: Access) => Denial | undefined;

const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

/** Condition keys that every request has. Requests to endpoints here stand for the TLS ones they would be in AWS. */
const globalContext = ({ arn }: Principal, region: string) => ({
  "aws:PrincipalArn": arn,
  "aws:PrincipalAccount": accountOf(arn),
  "aws:RequestedRegion": region,
  "aws:SecureTransport": "true",
});

/** A bucket's policy is about its objects too. */
const policyOf = (policies: ResourcePolicies, resource: string): Policy[] =>
  [policies[resource.replace(/(?<=^arn:aws:s3:::[^/]*)\/.*$/s, "")] ?? []].flat();

/**
 * The policy of the endpoint by which a request for an action leaves. Passing a role is part of a call of ECS; that the endpoint's
 * policy is asked about it too is not documented, and taken to be so.
 */
const endpointPolicyOf = (policies: EndpointPolicies, vpcId: string, action: string): Policy | undefined => {
  const [service = ""] = action.split(":");
  return policies[vpcId]?.[service === "iam" ? "ecs" : service];
};

/**
 * Judges by the policies of the principal and of the resource, which within one account allow each alone, and by that of the
 * endpoint, which must allow too.
 */
export const authorizer =
  (surroundings: Surroundings): Authorizer =>
  (principal, { action, resource, context }) => {
    const { region, resourcePolicies = {}, endpointPolicies = {} } = surroundings;
    const full = { ...globalContext(principal, region), ...principal.context, ...context };
    const access = { action, resource, context: full };
    const names = [principal.arn, principal.callerArn, accountOf(principal.arn)];
    const byOther = (policies: readonly Policy[]) =>
      judge(
        policies.map((policy) => addressedTo(policy, { type: "AWS", names })),
        access,
      );
    const endpoint = principal.vpcId ? endpointPolicyOf(endpointPolicies, principal.vpcId, action) : undefined;
    const byEndpoint = endpoint ? byOther([endpoint]) : "allowed";
    const byPrincipal = judge(principal.policies, access);
    const byResource = byOther(policyOf(resourcePolicies, resource));
    if (byPrincipal === "explicitDeny") return { access, because: "identityPolicy" };
    if (byResource === "explicitDeny") return { access, because: "resourcePolicy" };
    if (byEndpoint === "explicitDeny") return { access, because: "endpointPolicy" };
    if (byEndpoint === "implicitDeny") return { access, because: "noEndpointPolicy" };
    return [byPrincipal, byResource].includes("allowed") ? undefined : { access, because: "noIdentityPolicy" };
  };
