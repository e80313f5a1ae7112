import {
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  waitUntilTableExists,
  type KeySchemaElement,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  auditKeys,
  toItem,
  toRow,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type SummaryRow,
} from "../../workflow/audit-rows";
import { deployment } from "./deployment";

const tables = {
  summary: {
    TableName: deployment.ddbTableNameWFSummary,
    hash: [auditKeys.summaryHashKey, "S"],
    range: [auditKeys.summaryRangeKey, "N"],
    indexes: [],
  },
  details: {
    TableName: deployment.ddbTableNameWFDetails,
    hash: [auditKeys.detailsHashKey, "N"],
    range: [auditKeys.detailsRangeKey, "S"],
    indexes: [unfinishedIndex],
  },
} as const;
type Table = keyof typeof tables;

/** DynamoDB in memory with the two audit tables. */
export interface AuditTables {
  /** Where it answers. */
  readonly url: string;
  readonly client: DynamoDBClient;
  put(table: Table, ...rows: readonly (SummaryRow | DetailRow)[]): Promise<void>;
  /** All summary rows. */
  summaries(): Promise<SummaryRow[]>;
  /** All detail rows, sorted by task id. */
  details(): Promise<DetailRow[]>;
  close(): Promise<void>;
}

export async function startAuditTables(): Promise<AuditTables> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: deployment.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await Promise.all(Object.values(tables).map((table) => createTable(client, table)));
  const scan = async <Row extends SummaryRow | DetailRow>(table: Table): Promise<Row[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tables[table].TableName }));
    return Items.map((item) => toRow<Row>(item));
  };
  return {
    url,
    client,
    summaries: () => scan<SummaryRow>("summary"),
    details: async () =>
      (await scan<DetailRow>("details")).toSorted((a, b) => (a.ecs_task_id < b.ecs_task_id ? -1 : 1)),
    put: async (table, ...rows) => {
      const { TableName } = tables[table];
      await Promise.all(rows.map((row) => client.send(new PutItemCommand({ TableName, Item: itemOf(row) }))));
    },
    close: async () => {
      client.destroy();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}

const itemOf = (row: SummaryRow | DetailRow) =>
  toItem("ecs_task_id" in row ? { ...row, [unfinishedIndex.rangeKey]: unfinishedMark[row.status] } : row);

async function createTable(
  client: DynamoDBClient,
  { TableName, hash, range, indexes }: (typeof tables)[Table],
): Promise<void> {
  const keySchema = (rangeKey: string): KeySchemaElement[] => [
    { AttributeName: hash[0], KeyType: "HASH" },
    { AttributeName: rangeKey, KeyType: "RANGE" },
  ];
  const keys = [hash, range, ...indexes.map((index) => [index.rangeKey, "S"] as const)];
  await client.send(
    new CreateTableCommand({
      TableName,
      KeySchema: keySchema(range[0]),
      AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      ...(indexes.length > 0 && {
        LocalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keySchema(index.rangeKey),
          Projection: { ProjectionType: "ALL" },
        })),
      }),
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.02 }, { TableName });
}
