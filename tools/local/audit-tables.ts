import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { inOrder } from "../page/attempt";
import { toRow, type DetailRow, type SummaryRow } from "../../workflow/audit-rows";
import type { Deployment } from "../../workflow/deployment";
import { localCredentials, type EndpointUrls } from "./program-environment";

/** The rows of a deployment's audit tables. */
export interface AuditRows {
  readonly summaries: readonly SummaryRow[];
  /** Ordered by task name as people count: `task_2` before `task_10`. */
  readonly details: readonly DetailRow[];
}

/** Reads both audit tables as a whole. */
export async function readAuditTables(
  { ddbTableNameWFSummary, ddbTableNameWFDetails, region }: Deployment,
  { dynamodb }: EndpointUrls,
): Promise<AuditRows> {
  const client = new DynamoDBClient({ endpoint: dynamodb, region, credentials: localCredentials });
  const details = await scan<DetailRow>(client, ddbTableNameWFDetails);
  return {
    summaries: await scan<SummaryRow>(client, ddbTableNameWFSummary),
    details: details.sort(inOrder),
  };
}

async function scan<Row extends SummaryRow | DetailRow>(client: DynamoDBClient, table: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true }))
    rows.push(...Items.map((item) => toRow<Row>(item)));
  return rows;
}
