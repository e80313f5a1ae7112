import {
  DynamoDBServiceException,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
  type PutItemCommandOutput,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import type { Json } from "../../json";
import { serviceCall, type Integrations, type ServiceErrors } from "./integration";

const errors: ServiceErrors = {
  prefix: "DynamoDB",
  baseName: "AmazonDynamoDBException",
  baseClass: DynamoDBServiceException,
};

/** Parameters of both calls. DynamoDB API reference. */
const shared = [
  "ConditionExpression",
  "ExpressionAttributeNames",
  "ExpressionAttributeValues",
  "ReturnConsumedCapacity",
  "ReturnItemCollectionMetrics",
  "ReturnValues",
  "ReturnValuesOnConditionCheckFailure",
  "TableName",
];

const answerOf = ({ $metadata, ...answer }: PutItemCommandOutput | UpdateItemCommandOutput): Json => ({
  ...(answer as Record<string, Json>),
  SdkHttpMetadata: { HttpStatusCode: $metadata.httpStatusCode ?? 0 },
});

/** Calls of the DynamoDB integration, which has more. Step Functions developer guide, "DynamoDB". */
export const dynamodbIntegrations = (client: DynamoDBClient): Integrations => ({
  "arn:aws:states:::dynamodb:putItem": serviceCall(
    "dynamodb:putItem",
    [...shared, "Item"],
    errors,
    async (input: PutItemCommandInput) => answerOf(await client.send(new PutItemCommand(input))),
  ),
  "arn:aws:states:::dynamodb:updateItem": serviceCall(
    "dynamodb:updateItem",
    [...shared, "Key", "UpdateExpression"],
    errors,
    async (input: UpdateItemCommandInput) => answerOf(await client.send(new UpdateItemCommand(input))),
  ),
});
