import {
  DeleteItemCommand,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { Json } from "../../json";
import type { Integration } from "./integration";
import { toStatesError, type ServiceErrors } from "./sdk-error";

const errors: ServiceErrors = {
  prefix: "DynamoDB",
  baseName: "AmazonDynamoDBException",
  baseClass: DynamoDBServiceException,
};

/** The calls of the DynamoDB integration. Step Functions developer guide, "DynamoDB". */
const commands = {
  getItem: GetItemCommand,
  putItem: PutItemCommand,
  updateItem: UpdateItemCommand,
  deleteItem: DeleteItemCommand,
} as const;

/** `dynamodb:getItem`, `putItem`, `updateItem` and `deleteItem`. */
export const dynamodbItem =
  (client: DynamoDBClient, call: keyof typeof commands): Integration =>
  async (parameters) => {
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
