import {
  AuthorizeSecurityGroupEgressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Closers } from "../../tools/local/closers";
import { startCloud } from "../../tools/local/cloud/cloud";
import { localCredentials } from "../../tools/local/program-environment";
import { givenTools } from "./given-tools";

givenTools("Given a security group behind the gateway", () => {
  const closers = new Closers();
  afterAll(() => closers.close());

  it("When a rule to a prefix list is described, then it has its description, as in EC2", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rules-test-"));
    const region = "us-east-1";
    const { url } = await startCloud({ region, accountId: "000000000000", realTime: false, folder }, closers);
    const client = new EC2Client({ endpoint: url, region, credentials: localCredentials });
    const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const group = { GroupName: "tasks", Description: "of tasks", VpcId: Vpc?.VpcId };
    const { GroupId } = await client.send(new CreateSecurityGroupCommand(group));
    const list = { PrefixListName: "services", MaxEntries: 1, AddressFamily: "IPv4" };
    const { PrefixList } = await client.send(new CreateManagedPrefixListCommand(list));
    const PrefixListIds = [{ PrefixListId: PrefixList?.PrefixListId, Description: "HTTPS to s3" }];
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, PrefixListIds }];
    const TagSpecifications = [{ ResourceType: "security-group-rule" as const, Tags: [{ Key: "a", Value: "b" }] }];
    await client.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions, TagSpecifications }));
    const Filters = [{ Name: "group-id", Values: [GroupId ?? ""] }];
    const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const told = SecurityGroupRules.filter(({ PrefixListId }) => PrefixListId !== undefined);
    expect(told.map(({ Description }) => Description)).toEqual(["HTTPS to s3"]);
  });
});
