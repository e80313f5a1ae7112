import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { region, type DeployedPattern, type LocalCloud } from "../running-cloud";

/** Tables and bucket of a pattern, as DynamoDB and S3 describe them. */
export function storage(deployed: LocalCloud, pattern: DeployedPattern): void {
  const bucket = `000000000000-amazon-ecs-starter-kit-pattern-${pattern}-${region}`;

  it.each([
    [
      `amazon-ecs-starter-kit-pattern-${pattern}-workflow-summary`,
      [
        ["workflow_name", "S"],
        ["workflow_run_id", "N"],
      ],
    ],
    [
      `amazon-ecs-starter-kit-pattern-${pattern}-workflow-details`,
      [
        ["workflow_run_id", "N"],
        ["ecs_task_id", "S"],
      ],
    ],
  ])(
    "When table %s is described, then it has its keys, is paid for by request, encrypted and recoverable",
    async (TableName, keys) => {
      const dynamodb = new DynamoDBClient(deployed.client);
      const { Table = {} } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
      const typeOf = (key?: string) =>
        Table.AttributeDefinitions?.find(({ AttributeName }) => AttributeName === key)?.AttributeType;
      expect({
        keys: Table.KeySchema?.map(({ AttributeName }) => [AttributeName, typeOf(AttributeName)]),
        billing: Table.BillingModeSummary?.BillingMode,
        encryption: Table.SSEDescription?.Status,
        recovery: ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus,
      }).toEqual({ keys, billing: "PAY_PER_REQUEST", encryption: "ENABLED", recovery: "ENABLED" });
    },
  );

  it("When the bucket is described, then it is private, encrypted, and open to TLS alone", async () => {
    const s3 = new S3Client(deployed.client);
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    const { Policy = "{}" } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect({
      block: PublicAccessBlockConfiguration,
      encryption: ServerSideEncryptionConfiguration?.Rules?.map((rule) => rule.ApplyServerSideEncryptionByDefault),
      policy: JSON.parse(Policy),
    }).toEqual({
      block: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      encryption: [{ SSEAlgorithm: "AES256" }],
      policy: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: [`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}`],
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      },
    });
  });
}
