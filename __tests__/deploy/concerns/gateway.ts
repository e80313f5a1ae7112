import {
  AuthorizeSecurityGroupEgressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetBucketTaggingCommand, S3Client } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { localCredentials } from "../../../tools/local/program-environment";
import type { DeployedStacks } from "../deployed";

const region = "us-east-1";
const accountId = "000000000000";

/** Header of a request with a key. Nobody asks for the date. */
const signed = (accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`;

const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** What the gateway itself answers, or has moto answer otherwise, in the account of a stack. */
export function gateway(deployed: DeployedStacks, stack: string): void {
  const client = () => deployed.client;
  const s3 = () => new S3Client({ ...client(), forcePathStyle: true });

  it("When a rule to a prefix list is described, then it has its description, as in EC2", async () => {
    const ec2 = new EC2Client(client());
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const group = { GroupName: "tasks", Description: "of tasks", VpcId: Vpc?.VpcId };
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand(group));
    const list = { PrefixListName: "services", MaxEntries: 1, AddressFamily: "IPv4" };
    const { PrefixList } = await ec2.send(new CreateManagedPrefixListCommand(list));
    const PrefixListIds = [{ PrefixListId: PrefixList?.PrefixListId, Description: "HTTPS to s3" }];
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, PrefixListIds }];
    const TagSpecifications = [{ ResourceType: "security-group-rule" as const, Tags: [{ Key: "a", Value: "b" }] }];
    await ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions, TagSpecifications }));
    const Filters = [{ Name: "group-id", Values: [GroupId ?? ""] }];
    const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const told = SecurityGroupRules.filter(({ PrefixListId }) => PrefixListId !== undefined);
    expect(told.map(({ Description }) => Description)).toEqual(["HTTPS to s3"]);
  });

  // The AWS provider from 6.23 on keeps a bucket's tags by S3 Control, on a host with the account in front, and reaches the
  // gateway as its proxy: the address of such a request is a whole one. S3 API reference, ListTagsForResource.
  describe("Given a bucket, and Terraform whose proxy the gateway is", () => {
    const bucket = "tagged";

    const ask = async (method: string, query = "", body = "") => {
      const { hostname, port } = new URL(client().endpoint);
      const host = `${accountId}.${hostname}:${port}`;
      const authorization = signed(localCredentials.accessKeyId);
      const headers = { host, "x-amz-account-id": accountId, authorization };
      const arn = encodeURIComponent(`arn:aws:s3:::${bucket}`);
      const sent = request({ hostname, port, method, headers, path: `http://${host}/v20180820/tags/${arn}${query}` });
      sent.end(body);
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return { status: response.statusCode, body: await text(response) };
    };

    it("When it is tagged, asked for its tags and untagged, then each is answered as S3 Control does", async () => {
      await s3().send(new CreateBucketCommand({ Bucket: bucket }));
      const tags = "<Tags><Tag><Key>Project</Key><Value>kit</Value></Tag></Tags>";
      const body = `<TagResourceRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">${tags}</TagResourceRequest>`;
      expect((await ask("POST", "", body)).status).toBe(204);
      expect(await ask("GET")).toEqual({
        status: 200,
        body: expect.stringMatching(/<Key>Project<\/Key>\s*<Value>kit<\/Value>/) as string,
      });
      const { TagSet } = await s3().send(new GetBucketTaggingCommand({ Bucket: bucket }));
      expect(TagSet).toEqual([{ Key: "Project", Value: "kit" }]);
      expect((await ask("DELETE", "?tagKeys=Project")).status).toBe(204);
      expect((await ask("GET")).body).not.toContain("Project");
    });
  });

  describe("Given a function in a VPC whose endpoint of S3 lets only reads through, and a role that may write", () => {
    const FunctionName = "writer";

    /** Puts an object, and gives what S3 answers. */
    const code = `exports.handler = async () => {
      const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
      const headers = { authorization: "${signed("KEY")}".replace("KEY", AWS_ACCESS_KEY_ID) };
      const answer = await fetch(AWS_ENDPOINT_URL + "/artifacts/key", { method: "PUT", body: "content", headers });
      return [answer.status, await answer.text()];
    };`;

    const role = "${aws_iam_role.writer.name}";
    const group = "${aws_security_group.inside.id}";
    const [inside, outside] = ["inside", "outside"].map((name) => "${aws_subnet.NAME.id}".replace("NAME", name));

    const resources = (subnet: string | undefined) => ({
      aws_vpc: { inside: { cidr_block: "10.0.0.0/24" }, outside: { cidr_block: "10.1.0.0/24" } },
      aws_subnet: {
        inside: { vpc_id: "${aws_vpc.inside.id}", cidr_block: "10.0.0.0/24" },
        outside: { vpc_id: "${aws_vpc.outside.id}", cidr_block: "10.1.0.0/24" },
      },
      aws_security_group: { inside: { name: "inside", vpc_id: "${aws_vpc.inside.id}" } },
      aws_vpc_endpoint: {
        s3: {
          vpc_id: "${aws_vpc.inside.id}",
          service_name: `com.amazonaws.${region}.s3`,
          policy: policy({ Principal: "*", Action: "s3:GetObject", Resource: "*" }),
        },
      },
      aws_iam_role: {
        writer: {
          name: "writer",
          assume_role_policy: policy({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
        },
      },
      aws_iam_role_policy: { writer: { role, policy: policy({ Action: "s3:PutObject", Resource: "*" }) } },
      aws_lambda_function: {
        writer: {
          ...{ function_name: FunctionName, role: "${aws_iam_role.writer.arn}", filename: zipFile() },
          ...{ runtime: "nodejs22.x", handler: "index.handler", timeout: 60 },
          vpc_config: { subnet_ids: [subnet], security_group_ids: [group] },
          depends_on: ["aws_iam_role_policy.writer"],
        },
      },
    });

    // Absolute: the provider runs in the folder of its stack.
    const zipFile = () => join(deployed.folderBeside("writer"), "code.zip");

    const apply = (subnet: string | undefined) => deployed.applyBeside("writer", stack, resources(subnet));

    beforeAll(async () => {
      writeFileSync(zipFile(), zipSync({ "index.js": strToU8(code) }));
      await s3().send(new CreateBucketCommand({ Bucket: "artifacts" }));
      await apply(inside);
    });

    it("When it writes, then the endpoint refuses, as in AWS; once it is in a VPC without one, it writes", async () => {
      const lambda = new LambdaClient(client());
      const invoke = async () => {
        const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
        return JSON.parse(Payload?.transformToString() ?? "") as unknown;
      };
      expect(await invoke()).toEqual([
        403,
        expect.stringContaining("because no VPC endpoint policy allows the s3:PutObject action"),
      ]);
      await apply(outside);
      expect(await invoke()).toEqual([200, ""]);
    });
  });
}
