import { paginateQuery, paginateScan, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { auditKeys, toRow, type SummaryRow } from "../../../workflow/audit-rows";
import type { Deployment } from "../../../workflow/deployment";
import { runIdFromStartTime } from "../../../workflow/run-id";

/** A summary row without the spec, which may be long. */
export type RunOverview = Omit<SummaryRow, "workflow_specs">;

const overviewAttributes = [
  "workflow_name",
  "workflow_run_id",
  "number_of_tasks",
  "status",
  "execution_arn",
  "redrive_of",
  "timeout_seconds",
  "start_time",
  "update_time",
  "completed_tasks",
  "failed_tasks",
  "timed_out_tasks",
  "running_tasks",
] as const satisfies readonly (keyof RunOverview)[];

const overview = {
  ProjectionExpression: overviewAttributes.map((name) => `#${name}`).join(", "),
  ExpressionAttributeNames: Object.fromEntries(overviewAttributes.map((name) => [`#${name}`, name])),
};

/** Difference between the times that Step Functions tells of one start, at most: milliseconds. */
const startToleranceMs = 2_000;

type Items = AsyncIterable<{ readonly Items?: Record<string, AttributeValue>[] | undefined }>;

async function rowsOf(pages: Items, limit = Infinity): Promise<RunOverview[]> {
  const rows: RunOverview[] = [];
  for await (const { Items = [] } of pages) {
    rows.push(...Items.map((item) => toRow<SummaryRow>(item)));
    if (rows.length >= limit) break;
  }
  return rows.slice(0, limit);
}

/** The audit trail across runs: what operators ask of it, and the kit's programs never. */
export class AuditArchive {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tables: Pick<Deployment, "ddbTableNameWFSummary">,
  ) {}

  /** The runs of a workflow with the highest ids: those made from start times are the newest. */
  newestRuns(workflowName: string, limit: number): Promise<RunOverview[]> {
    return rowsOf(this.query(workflowName, "", {}, limit), limit);
  }

  /** The names of all workflows that have runs. Reads every run's row. */
  async workflowNames(): Promise<Set<string>> {
    const scan = {
      TableName: this.tables.ddbTableNameWFSummary,
      ProjectionExpression: auditKeys.summaryHashKey,
    };
    const names = new Set<string>();
    for await (const { Items = [] } of paginateScan({ client: this.client }, scan))
      for (const item of Items) names.add(toRow<SummaryRow>(item).workflow_name);
    return names;
  }

  /** The run of an execution that was given no id: its id is made from about the time when it started. */
  async runStartedAt(workflowName: string, executionArn: string, start: Date): Promise<RunOverview | undefined> {
    const idAt = (offsetMs: number) => ({
      N: runIdFromStartTime(new Date(start.getTime() + offsetMs).toISOString()),
    });
    const between = ` AND #workflow_run_id BETWEEN :from AND :to`;
    const values = { ":from": idAt(-startToleranceMs), ":to": idAt(startToleranceMs) };
    const runs = await rowsOf(this.query(workflowName, between, values));
    return runs.find(({ execution_arn }) => execution_arn === executionArn);
  }

  private query(workflowName: string, condition: string, values: Record<string, AttributeValue>, pageSize?: number) {
    return paginateQuery(
      { client: this.client, ...(pageSize === undefined ? {} : { pageSize }) },
      {
        TableName: this.tables.ddbTableNameWFSummary,
        ...overview,
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: `#${auditKeys.summaryHashKey} = :workflow${condition}`,
        ExpressionAttributeValues: { ":workflow": { S: workflowName }, ...values },
      },
    );
  }
}
