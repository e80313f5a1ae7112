import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeClustersCommand, ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { LocalCloud } from "../running-cloud";

/** All there is in the account; its default VPC, which every account has, aside. */
export async function everythingIn({ client }: LocalCloud) {
  const ec2 = new EC2Client(client);
  const ecs = new ECSClient(client);
  const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: clusterArns }));
  return {
    vpcs: (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.filter(({ IsDefault }) => !IsDefault),
    vpcEndpoints: (await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints?.filter(
      ({ State }) => String(State) !== "deleted",
    ),
    securityGroups: (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.filter(
      ({ GroupName }) => GroupName !== "default",
    ),
    buckets: (await new S3Client(client).send(new ListBucketsCommand({}))).Buckets ?? [],
    tables: (await new DynamoDBClient(client).send(new ListTablesCommand({}))).TableNames,
    // A deleted cluster can be described as INACTIVE for a while.
    clusters: clusters.filter(({ status }) => status !== "INACTIVE"),
    // Revisions of task definitions stay: they cost nothing, and runs go on with the one that they began with.
    repositories: (await new ECRClient(client).send(new DescribeRepositoriesCommand({}))).repositories,
    functions: (await new LambdaClient(client).send(new ListFunctionsCommand({}))).Functions,
    stateMachines: (await new SFNClient(client).send(new ListStateMachinesCommand({}))).stateMachines,
    roles: (await new IAMClient(client).send(new ListRolesCommand({}))).Roles,
    logGroups: (await new CloudWatchLogsClient(client).send(new DescribeLogGroupsCommand({}))).logGroups,
  };
}

/** What `everythingIn` finds in an account that nothing was deployed to. */
export const nothing = {
  vpcs: [],
  vpcEndpoints: [],
  securityGroups: [],
  buckets: [],
  tables: [],
  clusters: [],
  repositories: [],
  functions: [],
  stateMachines: [],
  roles: [],
  logGroups: [],
};
