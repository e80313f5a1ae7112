import type { Access } from "./access";
import type { Denial } from "./denial";
import { addressedTo, judge } from "./judge";
import type { Policy } from "./policy";
import type { Principal } from "./principals";

/** Policies that belong to resources, by the resource's ARN. */
export type ResourcePolicies = Readonly<Record<string, Policy>>;

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

/** Judges by the policies of the principal and of the resource, which within one account allow each alone. */
export const authorizer =
  (region: string, resourcePolicies: ResourcePolicies): Authorizer =>
  (principal, { action, resource, context }) => {
    const access = { action, resource, context: { ...globalContext(principal, region), ...context } };
    const names = [principal.arn, principal.callerArn, accountOf(principal.arn)];
    const byPrincipal = judge(principal.policies, access);
    const byResource = judge(
      policyOf(resourcePolicies, resource).map((policy) => addressedTo(policy, { type: "AWS", names })),
      access,
    );
    if (byPrincipal === "explicitDeny") return { access, because: "identityPolicy" };
    if (byResource === "explicitDeny") return { access, because: "resourcePolicy" };
    return [byPrincipal, byResource].includes("allowed") ? undefined : { access, because: "noIdentityPolicy" };
  };
