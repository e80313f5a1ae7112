import { CreateSubnetCommand, CreateVpcCommand, CreateVpcEndpointCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Closers } from "../../tools/local/closers";
import { startCloud } from "../../tools/local/cloud/cloud";
import { localCredentials } from "../../tools/local/program-environment";
import { givenTools } from "./given-tools";

const region = "us-east-1";
const accountId = "000000000000";
const RoleName = "writer";
const FunctionName = "writer";

/** Puts an object, and gives what S3 answers. */
const code = `exports.handler = async () => {
  const { AWS_ENDPOINT_URL_S3, AWS_ACCESS_KEY_ID } = process.env;
  const scope = AWS_ACCESS_KEY_ID + "/20260101/${region}/s3/aws4_request";
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=" + scope + ", SignedHeaders=host, Signature=0" };
  const answer = await fetch(AWS_ENDPOINT_URL_S3 + "/artifacts/key", { method: "PUT", body: "content", headers });
  return [answer.status, await answer.text()];
};`;

const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

givenTools("Given a function in a VPC whose endpoint of S3 lets only reads through, and a role that may write", () => {
  const closers = new Closers();
  afterAll(() => closers.close());

  /** Deploys it. @returns the subnets of that VPC and of one without an endpoint */
  async function deploy(client: { endpoint: string; region: string; credentials: typeof localCredentials }) {
    const ec2 = new EC2Client(client);
    const subnetOf = async (CidrBlock: string) => {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
      const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock }));
      return { VpcId: Vpc?.VpcId ?? "", SubnetId: Subnet?.SubnetId ?? "" };
    };
    const [guarded, open] = [await subnetOf("10.0.0.0/24"), await subnetOf("10.1.0.0/24")];
    const PolicyDocument = policy({ Principal: "*", Action: "s3:GetObject", Resource: "*" });
    const ServiceName = `com.amazonaws.${region}.s3`;
    await ec2.send(new CreateVpcEndpointCommand({ VpcId: guarded.VpcId, ServiceName, PolicyDocument }));
    const iam = new IAMClient(client);
    const AssumeRolePolicyDocument = policy({
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const allowed = policy({ Action: "s3:PutObject", Resource: "*" });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument: allowed }));
    await new S3Client({ ...client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: "artifacts" }));
    await new LambdaClient(client).send(
      new CreateFunctionCommand({
        FunctionName,
        Role: Role?.Arn,
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Timeout: 60,
        Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
        VpcConfig: { SubnetIds: [guarded.SubnetId], SecurityGroupIds: [] },
      }),
    );
    return { guarded, open };
  }

  it("When it writes, then the endpoint refuses, as in AWS; once it is in a VPC without one, it writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "endpoint-policies-test-"));
    const { url: endpoint } = await startCloud({ region, accountId, realTime: false, folder }, closers);
    const client = { endpoint, region, credentials: localCredentials };
    const { open } = await deploy(client);
    const lambda = new LambdaClient(client);
    const invoke = async () => {
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
      return JSON.parse(Payload?.transformToString() ?? "") as unknown;
    };
    expect(await invoke()).toEqual([
      403,
      expect.stringContaining("because no VPC endpoint policy allows the s3:PutObject action"),
    ]);
    const VpcConfig = { SubnetIds: [open.SubnetId], SecurityGroupIds: [] };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, VpcConfig }));
    expect(await invoke()).toEqual([200, ""]);
  });
});
