import {
  DynamoDBServiceException,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Json } from "../../json";
import { checkParameters, toStatesError, type Integration, type ServiceErrors } from "./integration";

const errors: ServiceErrors = {
  prefix: "DynamoDB",
  baseName: "AmazonDynamoDBException",
  baseClass: DynamoDBServiceException,
};

/** Calls of the DynamoDB integration, of which it has more. Step Functions developer guide, "DynamoDB". */
const commands = {
  putItem: PutItemCommand,
  updateItem: UpdateItemCommand,
} as const;

/** Parameters of both calls, and of each its own. DynamoDB API reference. */
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
const own = { putItem: ["Item"], updateItem: ["Key", "UpdateExpression"] } as const;

/** `dynamodb:putItem` and `updateItem`. */
export const dynamodbItem =
  (client: DynamoDBClient, call: keyof typeof commands): Integration =>
  async (parameters) => {
    checkParameters(`dynamodb:${call}`, parameters, [...shared, ...own[call]]);
    const Command = commands[call] as typeof PutItemCommand;
    try {
      const { $metadata, ...answer } = await client.send(
        new Command(parameters as unknown as ConstructorParameters<typeof PutItemCommand>[0]),
      );
      return {
        ...(answer as Record<string, Json>),
        SdkHttpMetadata: { HttpStatusCode: $metadata.httpStatusCode ?? 0 },
      };
    } catch (error) {
      throw toStatesError(error, errors);
    }
  };
