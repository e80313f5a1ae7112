import { parsePolicy, type Policy } from "../iam/policy";
import type { Role } from "../iam/principals";
import { textOf, type Json } from "../json";
import type { Resource, Resources } from "../terraform/synthesized-stack";
import type { Deployed } from "./deployed";

/** Resource types that grant permissions too, and would be overlooked here. */
const overlooked = {
  types: ["aws_iam_policy_attachment", "aws_iam_role_policies_exclusive", "aws_iam_role_policy_attachments_exclusive"],
  arguments: ["inline_policy", "managed_policy_arns", "permissions_boundary"],
} as const;

const parsed = (json: Json | undefined, name: string): Policy => parsePolicy(JSON.parse(textOf(json)), name);

/** The roles, with their trust, their inline policies and the names of their managed ones, whose content is not here. */
function rolesOf(stack: Resources): Role[] {
  const used = overlooked.types.filter((type) => stack.resources(type).length > 0);
  if (used.length > 0) throw new Error(`Roles get their policies inline here, the stack has ${used.join(", ")}`);
  const policies = stack.resources("aws_iam_role_policy");
  const attachments = stack.resources("aws_iam_role_policy_attachment");
  return stack.resources("aws_iam_role").map((role) => roleOf(role, policies, attachments));
}

function roleOf(role: Resource, policies: readonly Resource[], attachments: readonly Resource[]): Role {
  const { address, values, computed } = role;
  const ofRole = (one: Resource): boolean => one.values["role"] === computed("id");
  const unknownPolicyArns = attachments.filter(ofRole).map((one) => textOf(one.values["policy_arn"]));
  const used = overlooked.arguments.filter((argument) => values[argument] !== undefined);
  if (used.length > 0) throw new Error(`${address}: ${used.join(", ")} cannot be judged here`);
  return {
    arn: textOf(computed("arn")),
    trust: parsed(values["assume_role_policy"], `${address}.assume_role_policy`),
    policies: policies.filter(ofRole).map((policy) => parsed(policy.values["policy"], policy.address)),
    ...(unknownPolicyArns.length > 0 && { unknownPolicyArns }),
  };
}

/**
 * Reads by what calls are judged: roles, and the policies of endpoints and buckets.
 *
 * @throws Error when a policy cannot be judged here, or a role gets permissions in a way that is not known here
 */
export const policiesOf = (
  stack: Resources,
): Pick<Deployed, "roles" | "endpoints" | "resourcePolicies" | "vpcIds"> => ({
  roles: rolesOf(stack),
  endpoints: stack
    .resources("aws_vpc_endpoint")
    .filter(({ values }) => values["policy"] !== undefined)
    .map(({ address, values }) => ({
      vpcId: textOf(values["vpc_id"]),
      serviceName: textOf(values["service_name"]),
      policy: parsed(values["policy"], address),
    })),
  resourcePolicies: Object.fromEntries(
    stack
      .resources("aws_s3_bucket_policy")
      .map(({ address, values }) => [`arn:aws:s3:::${textOf(values["bucket"])}`, parsed(values["policy"], address)]),
  ),
  vpcIds: Object.fromEntries(
    stack.resources("aws_subnet").map(({ values, computed }) => [textOf(computed("id")), textOf(values["vpc_id"])]),
  ),
});
