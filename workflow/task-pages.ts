import { paginateQuery, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { auditKeys, toRow, unfinishedIndex, type DetailRow, type unfinishedMark } from "./audit-rows";
import type { RunKey } from "./run-key";
import type { TaskStatus } from "./status";

/** The marks of rows that are not Completed, by which the index has them in order. */
export type Unfinished = NonNullable<(typeof unfinishedMark)[TaskStatus]>;

/**
 * Rows of a run's tasks, read consistently, page by page: for runs whose rows would not fit into memory.
 *
 * @param table of the rows
 * @param which those, or the unfinished ones with this mark
 * @param attributes what is wanted of each row; everything, where none is named
 */
export async function* taskPages<const Name extends keyof DetailRow>(
  client: DynamoDBClient,
  table: string,
  run: RunKey,
  which: "all" | "unfinished" | Unfinished,
  attributes: readonly Name[],
): AsyncGenerator<Pick<DetailRow, Name>[]> {
  const mark = which !== "all" && which !== "unfinished" ? which : undefined;
  const pages = paginateQuery(
    { client: client },
    {
      TableName: table,
      ...(which !== "all" && { IndexName: unfinishedIndex.name }),
      ConsistentRead: true,
      KeyConditionExpression: `#run = :run${mark === undefined ? "" : " AND #mark = :mark"}`,
      // Two workflows may use the same run id: the table's key does not tell them apart.
      FilterExpression: "#workflow = :workflow",
      ...(attributes.length > 0 && { ProjectionExpression: attributes.map((name) => `#${name}`).join(", ") }),
      ExpressionAttributeNames: {
        "#run": auditKeys.detailsHashKey,
        "#workflow": "workflow_name",
        ...(mark !== undefined && { "#mark": unfinishedIndex.rangeKey }),
        ...Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ":run": { N: run.workflowRunId },
        ":workflow": { S: run.workflowName },
        ...(mark !== undefined && { ":mark": { S: mark } }),
      },
    },
  );
  for await (const { Items = [] } of pages) yield Items.map((item) => toRow<DetailRow>(item));
}
