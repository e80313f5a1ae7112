import {
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
  type IAMClient,
  type Role as IamRole,
} from "@aws-sdk/client-iam";
import { parsePolicy, type Policy } from "../iam/policy";
import type { Role } from "../iam/principals";

/** IAM answers documents URL-encoded. IAM API reference, GetRolePolicy. */
const parsed = (document: string | undefined, name: string): Policy =>
  parsePolicy(JSON.parse(decodeURIComponent(document ?? "")), name);

/**
 * Every role that is deployed, with its trust and its inline policies.
 *
 * @throws Error when a role has managed policies, or a policy that cannot be judged here
 */
export async function readRoles(client: IAMClient): Promise<Role[]> {
  const found: IamRole[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) found.push(...Roles);
  return Promise.all(found.map((role) => readRole(client, role)));
}

async function readRole(
  client: IAMClient,
  { Arn: arn = "", RoleName, AssumeRolePolicyDocument }: IamRole,
): Promise<Role> {
  const names: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName }))
    names.push(...PolicyNames);
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies({ client }, { RoleName }))
    if (AttachedPolicies.length > 0) throw new Error(`${arn} has managed policies, which cannot be judged here`);
  const policies = names.map(async (PolicyName) => {
    const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return parsed(PolicyDocument, `${arn} ${PolicyName}`);
  });
  return { arn, trust: parsed(AssumeRolePolicyDocument, `${arn} trust`), policies: await Promise.all(policies) };
}
