import {
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type CreateTableInput,
  type KeySchemaElement,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { startGuarded, type Endpoint } from "../http/local-server";
import { localCredentials } from "../program-environment";
import type { JsonObject } from "../json";
import type { Resource, SynthesizedStack } from "../terraform/synthesized-stack";

/** The arguments of an `aws_dynamodb_table` that a table here is made of. */
interface TableArguments {
  readonly name: string;
  readonly hash_key: string;
  readonly range_key?: string;
  readonly attribute: readonly { readonly name: string; readonly type: "S" | "N" }[];
  readonly local_secondary_index?: readonly {
    readonly name: string;
    readonly range_key: string;
    readonly projection_type: "ALL" | "KEYS_ONLY";
  }[];
  readonly billing_mode?: CreateTableInput["BillingMode"];
  readonly read_capacity?: number;
  readonly write_capacity?: number;
}

/** DynamoDB in memory, with the tables of `stack`. */
export async function startDynamodbEndpoint(stack: SynthesizedStack): Promise<Endpoint> {
  const server = dynalite({ createTableMs: 0 });
  const endpoint = await startGuarded(server);
  await createTables(endpoint.url, stack);
  return endpoint;
}

async function createTables(endpoint: string, stack: SynthesizedStack): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: stack.region, credentials: localCredentials });
  await Promise.all(stack.resources("aws_dynamodb_table").map((table) => createTable(client, table)));
  client.destroy();
}

async function createTable(client: DynamoDBClient, { values }: Resource): Promise<void> {
  const table = values as JsonObject & TableArguments;
  const { name: TableName, billing_mode: BillingMode = "PROVISIONED" } = table;
  const capacity = { ReadCapacityUnits: table.read_capacity, WriteCapacityUnits: table.write_capacity };
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: keySchema(table.hash_key, table.range_key),
      AttributeDefinitions: table.attribute.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      LocalSecondaryIndexes: table.local_secondary_index?.map(({ name, range_key, projection_type }) => ({
        IndexName: name,
        KeySchema: keySchema(table.hash_key, range_key),
        Projection: { ProjectionType: projection_type },
      })),
      BillingMode,
      ProvisionedThroughput: BillingMode === "PROVISIONED" ? capacity : undefined,
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05 }, { TableName });
}

const keySchema = (hashKey: string, rangeKey?: string): KeySchemaElement[] => [
  { AttributeName: hashKey, KeyType: "HASH" },
  ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
];
