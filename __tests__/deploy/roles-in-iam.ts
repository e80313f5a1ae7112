import {
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
  paginateListRoles,
  type IAMClient,
  type Role as IamRole,
} from "@aws-sdk/client-iam";
import { parsePolicy, type Policy } from "../../tools/local/iam/policy";
import type { Role } from "../../tools/local/iam/principals";

/** The items of all pages of a paginated call of the AWS SDK. */
async function everyItem<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}

/** IAM answers documents URL-encoded. IAM API reference, GetRolePolicy. */
const parsed = (document: string | undefined, name: string): Policy =>
  parsePolicy(JSON.parse(decodeURIComponent(document ?? "")), name);

/**
 * Every role that is deployed, with its trust, its inline policies and the names of its managed ones, whose content is not here.
 *
 * @throws Error when a policy cannot be judged here
 */
export async function readRoles(client: IAMClient): Promise<Role[]> {
  const found = await everyItem(paginateListRoles({ client }, {}), ({ Roles }) => Roles);
  return Promise.all(found.map((role) => readRole(client, role)));
}

async function readRole(
  client: IAMClient,
  { Arn: arn = "", RoleName, AssumeRolePolicyDocument }: IamRole,
): Promise<Role> {
  const names = await everyItem(paginateListRolePolicies({ client }, { RoleName }), ({ PolicyNames }) => PolicyNames);
  const attached = paginateListAttachedRolePolicies({ client }, { RoleName });
  const unknownPolicyArns = (await everyItem(attached, ({ AttachedPolicies }) => AttachedPolicies)).map(
    ({ PolicyArn = "" }) => PolicyArn,
  );
  const policies = names.map(async (PolicyName) => {
    const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
    return parsed(PolicyDocument, `${arn} ${PolicyName}`);
  });
  return {
    arn,
    trust: parsed(AssumeRolePolicyDocument, `${arn} trust`),
    policies: await Promise.all(policies),
    ...(unknownPolicyArns.length > 0 && { unknownPolicyArns }),
  };
}
