import { paginateDescribeSubnets, paginateDescribeVpcEndpoints, type EC2Client } from "@aws-sdk/client-ec2";
import { endpointPolicies } from "../iam/authorizer";
import { parsePolicy } from "../iam/policy";
import type { Deployed } from "./deployed";
import { everyItem } from "./every-item";

/** @throws Error when a policy cannot be judged here */
export async function readEndpointPolicies(client: EC2Client): Promise<Deployed["endpointPolicies"]> {
  const found = await everyItem(paginateDescribeVpcEndpoints({ client }, {}), ({ VpcEndpoints }) => VpcEndpoints);
  return endpointPolicies(
    found
      .filter(({ PolicyDocument }) => PolicyDocument !== undefined)
      .map(({ VpcId: vpcId = "", VpcEndpointId: id = "", ServiceName: serviceName = "", PolicyDocument = "" }) => ({
        vpcId,
        serviceName,
        policy: parsePolicy(JSON.parse(PolicyDocument), `of the endpoint ${id}`),
      })),
  );
}

export async function readVpcIds(client: EC2Client): Promise<Deployed["vpcIds"]> {
  const subnets = await everyItem(paginateDescribeSubnets({ client }, {}), ({ Subnets }) => Subnets);
  return Object.fromEntries(subnets.map(({ SubnetId = "", VpcId = "" }) => [SubnetId, VpcId]));
}
