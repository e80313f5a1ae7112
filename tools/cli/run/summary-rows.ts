import { paginateQuery, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { auditKeys, toRow, type SummaryRow } from "../../../workflow/audit-rows";
import { clientsOf } from "../aws/clients";
import type { DeployedStack } from "../outputs";

/** A summary row without the spec, which may be long. */
export type RunOverview = Omit<SummaryRow, "workflow_specs">;

const overviewOf = (item: Record<string, AttributeValue>): RunOverview =>
  toRow<SummaryRow>(Object.fromEntries(Object.entries(item).filter(([name]) => name !== "workflow_specs")));

interface Wanted {
  readonly limit?: number;
  /** The first and the last id. @default all */
  readonly ids?: readonly [string, string];
}

/** The runs of a workflow with the highest ids: those made from start times are the newest. */
export async function summaryRows(
  stack: DeployedStack,
  workflowName: string,
  { limit = Infinity, ids }: Wanted,
): Promise<RunOverview[]> {
  const { summaryHashKey: hash, summaryRangeKey: range } = auditKeys;
  const [first = "", last = ""] = ids ?? [];
  const pages = paginateQuery(
    { client: clientsOf(stack).dynamodb, ...(limit < Infinity && { pageSize: limit }) },
    {
      TableName: stack.deployment.ddbTableNameWFSummary,
      ConsistentRead: true,
      ScanIndexForward: false,
      KeyConditionExpression: `${hash} = :workflow${ids ? ` AND ${range} BETWEEN :first AND :last` : ""}`,
      ExpressionAttributeValues: {
        ":workflow": { S: workflowName },
        ...(ids && { ":first": { N: first }, ":last": { N: last } }),
      },
    },
  );
  const rows: RunOverview[] = [];
  for await (const { Items = [] } of pages) {
    rows.push(...Items.map(overviewOf));
    if (rows.length >= limit) break;
  }
  return rows.slice(0, limit);
}
