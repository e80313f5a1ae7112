import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { startDynamodbEndpoint } from "../../tools/local/endpoints/dynamodb";
import { localCredentials } from "../../tools/local/program-environment";
import { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";
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
  summary: deployment.ddbTableNameWFSummary,
  details: deployment.ddbTableNameWFDetails,
} as const;
type Table = keyof typeof tables;

const attributes = (types: Readonly<Record<string, "N" | "S">>) =>
  Object.entries(types).map(([name, type]) => ({ name, type }));

const stack = new SynthesizedStack(
  {
    provider: { aws: [{ region: deployment.region }] },
    resource: {
      aws_dynamodb_table: {
        summary: {
          name: tables.summary,
          hash_key: auditKeys.summaryHashKey,
          range_key: auditKeys.summaryRangeKey,
          attribute: attributes({ [auditKeys.summaryHashKey]: "S", [auditKeys.summaryRangeKey]: "N" }),
          billing_mode: "PAY_PER_REQUEST",
        },
        details: {
          name: tables.details,
          hash_key: auditKeys.detailsHashKey,
          range_key: auditKeys.detailsRangeKey,
          attribute: attributes({
            [auditKeys.detailsHashKey]: "N",
            [auditKeys.detailsRangeKey]: "S",
            [unfinishedIndex.rangeKey]: "S",
          }),
          local_secondary_index: [
            { name: unfinishedIndex.name, range_key: unfinishedIndex.rangeKey, projection_type: "ALL" },
          ],
          billing_mode: "PAY_PER_REQUEST",
        },
      },
    },
  },
  "",
);

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
  const endpoint = await startDynamodbEndpoint(stack);
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: deployment.region,
    credentials: localCredentials,
  });
  const scan = async <Row extends SummaryRow | DetailRow>(table: Table): Promise<Row[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tables[table] }));
    return Items.map((item) => toRow<Row>(item));
  };
  return {
    url: endpoint.url,
    client,
    summaries: () => scan<SummaryRow>("summary"),
    details: async () =>
      (await scan<DetailRow>("details")).toSorted((a, b) => (a.ecs_task_id < b.ecs_task_id ? -1 : 1)),
    put: async (table, ...rows) => {
      const TableName = tables[table];
      await Promise.all(rows.map((row) => client.send(new PutItemCommand({ TableName, Item: itemOf(row) }))));
    },
    close: async () => {
      client.destroy();
      await endpoint.close();
    },
  };
}

const itemOf = (row: SummaryRow | DetailRow) =>
  toItem("ecs_task_id" in row ? { ...row, [unfinishedIndex.rangeKey]: unfinishedMark[row.status] } : row);
