import type { Access } from "./access";
import type { Denial } from "./denial";
import { addressedTo, judge } from "./judge";
import type { Policy } from "./policy";
import type { Principal } from "./principals";

/** Policies that belong to resources, by the resource's ARN. */
export type ResourcePolicies = Readonly<Record<string, Policy>>;

/**
 * Policies of VPC endpoints, by service as actions begin with it, e.g. `dynamodb`. A service that is not among them is reached
 * without an endpoint, or by one that lets everything through.
 */
export type EndpointPolicies = Readonly<Record<string, Policy>>;

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
const endpointPolicyOf = (policies: EndpointPolicies, action: string): Policy | undefined => {
  const [service = ""] = action.split(":");
  return policies[service === "iam" ? "ecs" : service];
};

/**
 * Judges by the policies of the principal and of the resource, which within one account allow each alone, and by that of the
 * endpoint, which must allow too.
 */
export const authorizer =
  (region: string, resourcePolicies: ResourcePolicies, endpointPolicies: EndpointPolicies = {}): Authorizer =>
  (principal, { action, resource, context }) => {
    const full = { ...globalContext(principal, region), ...principal.context, ...context };
    const access = { action, resource, context: full };
    const names = [principal.arn, principal.callerArn, accountOf(principal.arn)];
    const byOther = (policies: readonly Policy[]) =>
      judge(
        policies.map((policy) => addressedTo(policy, { type: "AWS", names })),
        access,
      );
    const endpoint = principal.inVpc ? endpointPolicyOf(endpointPolicies, action) : undefined;
    const byEndpoint = endpoint ? byOther([endpoint]) : "allowed";
    const byPrincipal = judge(principal.policies, access);
    const byResource = byOther(policyOf(resourcePolicies, resource));
    if (byPrincipal === "explicitDeny") return { access, because: "identityPolicy" };
    if (byResource === "explicitDeny") return { access, because: "resourcePolicy" };
    if (byEndpoint === "explicitDeny") return { access, because: "endpointPolicy" };
    if (byEndpoint === "implicitDeny") return { access, because: "noEndpointPolicy" };
    return [byPrincipal, byResource].includes("allowed") ? undefined : { access, because: "noIdentityPolicy" };
  };
