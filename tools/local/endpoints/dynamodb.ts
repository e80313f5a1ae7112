import {
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type AttributeDefinition,
  type BillingMode,
  type KeySchemaElement,
  type LocalSecondaryIndex,
  type ProjectionType,
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
  readonly attribute: readonly { readonly name: string; readonly type: AttributeDefinition["AttributeType"] }[];
  readonly local_secondary_index?: readonly {
    readonly name: string;
    readonly range_key: string;
    readonly projection_type: ProjectionType;
  }[];
  readonly billing_mode?: BillingMode;
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

async function createTable(client: DynamoDBClient, resource: Resource): Promise<void> {
  const table = resource.values as JsonObject & TableArguments;
  await client.send(
    new CreateTableCommand({
      TableName: table.name,
      KeySchema: keySchema(table),
      AttributeDefinitions: table.attribute.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
      ...(table.local_secondary_index && { LocalSecondaryIndexes: table.local_secondary_index.map(index(table)) }),
      BillingMode: table.billing_mode ?? "PROVISIONED",
      ...(table.billing_mode === "PAY_PER_REQUEST" ? {} : { ProvisionedThroughput: capacity(table) }),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05 }, { TableName: table.name });
}

type IndexArguments = NonNullable<TableArguments["local_secondary_index"]>[number];

const index =
  ({ hash_key }: TableArguments) =>
  ({ name, range_key, projection_type }: IndexArguments): LocalSecondaryIndex => ({
    IndexName: name,
    KeySchema: keySchema({ hash_key, range_key }),
    Projection: { ProjectionType: projection_type },
  });

const keySchema = ({ hash_key, range_key }: Pick<TableArguments, "hash_key" | "range_key">): KeySchemaElement[] => [
  { AttributeName: hash_key, KeyType: "HASH" },
  ...(range_key === undefined ? [] : [{ AttributeName: range_key, KeyType: "RANGE" as const }]),
];

const capacity = ({ read_capacity, write_capacity }: TableArguments) => ({
  ReadCapacityUnits: read_capacity,
  WriteCapacityUnits: write_capacity,
});
