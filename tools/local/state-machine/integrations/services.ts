import {
  DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  UpdateItemCommand,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { ECSClient, ECSServiceException, RunTaskCommand, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { Credentials } from "../../iam/principals";
import type { Json } from "../../json";
import { serviceCalls, toCamelCase, toPascalCase, type Integrations } from "./integration";

/** Parameters of both calls of DynamoDB. */
const ofBoth = "ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValues TableName";

const answerOf = ({ $metadata, ...answer }: PutItemCommandOutput): Json => ({
  ...(answer as Record<string, Json>),
  SdkHttpMetadata: { HttpStatusCode: $metadata.httpStatusCode ?? 0 },
});

/** Calls of the DynamoDB integration, which has more. Step Functions developer guide, "DynamoDB". */
export const dynamodbIntegrations = (client: DynamoDBClient): Integrations =>
  serviceCalls(
    { prefix: "DynamoDB", baseName: "AmazonDynamoDBException", baseClass: DynamoDBServiceException },
    {
      "dynamodb:putItem": [
        `${ofBoth} Item`,
        async (input: PutItemCommandInput) => answerOf(await client.send(new PutItemCommand(input))),
      ],
      "dynamodb:updateItem": [
        `${ofBoth} Key UpdateExpression`,
        async (input: UpdateItemCommandInput) => answerOf(await client.send(new UpdateItemCommand(input))),
      ],
    },
  );

/** ECS API reference, RunTask. */
const parametersOfRunTask =
  "CapacityProviderStrategy ClientToken Cluster Count LaunchType NetworkConfiguration Overrides PlatformVersion " +
  "PropagateTags StartedBy Tags TaskDefinition";

/**
 * `aws-sdk:ecs:runTask`, request and response: what the API takes and gives, in the letter case of Step Functions. Tasks that
 * could not be placed are `Failures` of a call that succeeded. Developer guide, "Learning to use AWS service SDK integrations".
 */
export const ecsIntegrations = (client: ECSClient): Integrations =>
  serviceCalls(
    { prefix: "Ecs", baseName: "EcsException", baseClass: ECSServiceException, isSdk: true },
    {
      "aws-sdk:ecs:runTask": [
        parametersOfRunTask,
        async (parameters: Json) => {
          const input = toCamelCase(parameters) as unknown as RunTaskCommandInput;
          const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
          return toPascalCase({ tasks, failures });
        },
      ],
    },
  );

interface ObjectAt {
  readonly Bucket: string;
  readonly Key: string;
}

/** The calls of a Distributed Map's ItemReader and ResultWriter, whose answers are what the Map makes of them. */
const s3Integrations = (client: S3Client): Integrations =>
  serviceCalls(
    { prefix: "S3", baseName: "S3Exception", baseClass: S3ServiceException },
    {
      "s3:getObject": [
        "Bucket Key",
        async (input: ObjectAt) => {
          const { Body } = await client.send(new GetObjectCommand(input));
          return (await Body?.transformToString("utf8")) ?? "";
        },
      ],
      // All objects, over all pages.
      "s3:listObjectsV2": [
        "Bucket Prefix",
        async (input: { readonly Bucket: string; readonly Prefix: string }) => {
          const items: Json[] = [];
          for await (const { Contents = [] } of paginateListObjectsV2({ client }, input))
            items.push(...Contents.map(({ Key = "", Size = 0, ETag = "" }) => ({ Key, Size, Etag: ETag })));
          return items;
        },
      ],
      "s3:putObject": [
        "Bucket Key Body",
        async (input: ObjectAt & { readonly Body: string }) => {
          await client.send(new PutObjectCommand(input));
          return {};
        },
      ],
    },
  );

/** The services that states can call at an address, as the holder of credentials. */
export function serviceIntegrations(endpoint: string, region: string, credentials: Credentials): Integrations {
  // Trying again is up to the state machine.
  const common = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    ...ecsIntegrations(new ECSClient(common)),
    ...dynamodbIntegrations(new DynamoDBClient(common)),
    // A Map's reader and writer try again by themselves.
    ...s3Integrations(new S3Client({ ...common, maxAttempts: 3 })),
  };
}
