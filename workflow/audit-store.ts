import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { auditKeys, toItem, toRow, type SummaryRow } from "./audit-rows";
import { NamedError, workflowErrors } from "./errors";
import type { RunKey } from "./run";
import type { RunStatus } from "./status";
import { TaskRows } from "./task-rows";
import { updateRow } from "./update-row";

const runningStatus: RunStatus = "Running";

/**
 * The audit trail of workflow runs: every read and write of the two DynamoDB tables. Retries of throttled calls are the
 * SDK client's.
 */
export class AuditStore extends TaskRows {
  /**
   * Writes the summary row that must exist before the first launch. Doing so again for the same execution is no fault.
   *
   * @returns the row that stands now: this one, which is new, or the one that the same execution wrote earlier
   * @throws RunIdAlreadyUsed when another execution wrote it
   */
  async beginRun(
    row: Omit<SummaryRow, "status" | "start_time" | "update_time">,
  ): Promise<{ readonly summary: SummaryRow; readonly isNew: boolean }> {
    const time = this.time();
    const item: SummaryRow = { ...row, status: "Running", start_time: time, update_time: time, ...this.expiry() };
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.tables.summary,
          Item: toItem(item),
          ConditionExpression: "attribute_not_exists(#key)",
          ExpressionAttributeNames: { "#key": auditKeys.summaryHashKey },
        }),
      );
      return { summary: item, isNew: true };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const key = { workflowName: row.workflow_name, workflowRunId: row.workflow_run_id };
      const existing = await this.findRun(key);
      if (existing?.execution_arn !== row.execution_arn)
        throw new NamedError(
          workflowErrors.runIdUsed,
          `Workflow ${key.workflowName} already has a run ${key.workflowRunId}, nothing was started. ` +
            "Leave workflowRunId out of the spec to get a new one, or choose one that was never used.",
        );
      return { summary: existing, isNew: false };
    }
  }

  /** The summary row of a run, or undefined when the run was never begun. */
  async findRun(run: RunKey): Promise<SummaryRow | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tables.summary, Key: summaryKey(run), ConsistentRead: true }),
    );
    return Item && toRow<SummaryRow>(Item);
  }

  /**
   * True while a run's tasks are wanted: it has not ended, and nobody asked for its end. Read with eventual consistency, at half
   * the price: the row carries the whole list.
   */
  async isWanted(run: RunKey): Promise<boolean> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: this.tables.summary,
        Key: summaryKey(run),
        ProjectionExpression: "#status, stop_reason",
        ExpressionAttributeNames: { "#status": "status" },
      }),
    );
    const { status, stop_reason } = toRow<SummaryRow>(Item ?? {});
    return status === runningStatus && stop_reason === undefined;
  }

  /** Brings a run's summary row up to date, unless it says already how the run ended: that never changes. */
  async updateRun(run: RunKey, change: Partial<SummaryRow>): Promise<void> {
    const set = { ...change, update_time: this.time(), ...this.expiry() };
    // A poll that was held up must not write over the end that a later one has recorded.
    await updateRow(this.client, { table: this.tables.summary, key: summaryKey(run), set, from: [runningStatus] });
  }

  /** Notes on a run's summary row what is no progress of it, whether or not it has ended. */
  async annotateRun(run: RunKey, note: Partial<SummaryRow>): Promise<void> {
    await updateRow(this.client, { table: this.tables.summary, key: summaryKey(run), set: note });
  }
}

/** The key of a run's summary row. */
const summaryKey = (run: RunKey): Record<string, AttributeValue> => ({
  [auditKeys.summaryHashKey]: { S: run.workflowName },
  [auditKeys.summaryRangeKey]: { N: run.workflowRunId },
});
