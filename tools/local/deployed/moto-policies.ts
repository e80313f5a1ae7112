import { paginateDescribeSubnets, paginateDescribeVpcEndpoints, type EC2Client } from "@aws-sdk/client-ec2";
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
import type { Deployed } from "./deployed";
import { everyItem } from "./moto-programs";

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

async function readEndpoints(client: EC2Client): Promise<Deployed["endpoints"]> {
  const found = await everyItem(paginateDescribeVpcEndpoints({ client }, {}), ({ VpcEndpoints }) => VpcEndpoints);
  return found
    .filter(({ PolicyDocument }) => PolicyDocument !== undefined)
    .map(({ VpcId: vpcId = "", VpcEndpointId: id = "", ServiceName: serviceName = "", PolicyDocument = "" }) => ({
      vpcId,
      serviceName,
      policy: parsePolicy(JSON.parse(PolicyDocument), `of the endpoint ${id}`),
    }));
}

async function readVpcIds(client: EC2Client): Promise<Deployed["vpcIds"]> {
  const subnets = await everyItem(paginateDescribeSubnets({ client }, {}), ({ Subnets }) => Subnets);
  return Object.fromEntries(subnets.map(({ SubnetId = "", VpcId = "" }) => [SubnetId, VpcId]));
}

/**
 * Reads by what calls are judged: roles, and the policies of endpoints.
 *
 * @throws Error when a policy cannot be judged here
 */
export async function readPolicies(
  iam: IAMClient,
  ec2: EC2Client,
): Promise<Pick<Deployed, "roles" | "endpoints" | "vpcIds">> {
  const [roles, endpoints, vpcIds] = await Promise.all([readRoles(iam), readEndpoints(ec2), readVpcIds(ec2)]);
  return { roles, endpoints, vpcIds };
}
