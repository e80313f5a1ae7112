import { GetItemCommand, paginateQuery, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  auditKeys,
  notLaunchedId,
  toRow,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type SummaryRow,
} from "./audit-rows";
import type { RunKey, TaskKey } from "./run";
import { isTerminal, replaceable, type TaskStatus } from "./status";
import { remove, updateRow, type Changes } from "./update-row";

/** Attributes that a status is recorded with. */
export type TaskRecord = Pick<DetailRow, "task_name"> & Partial<DetailRow>;

/** The marks of rows that are not Completed, by which the index has them in order. */
type Unfinished = NonNullable<(typeof unfinishedMark)[TaskStatus]>;

/** The tables of an audit trail, and how long their rows are kept. */
interface AuditTrail {
  readonly summary?: string;
  readonly details: string;
  /** Days after its last write for which a row is kept. @default for ever */
  readonly retentionDays?: number | undefined;
}

const secondsPerDay = 86_400;

/** The rows of tasks: all that a task itself reads and writes of the audit trail. */
export class TaskRows {
  constructor(
    protected readonly client: DynamoDBClient,
    protected readonly tables: AuditTrail,
    protected readonly now: () => Date = () => new Date(),
  ) {}

  /**
   * Rows of a run's tasks, read consistently, page by page: for runs whose rows would not fit into memory.
   *
   * @param which those, or the unfinished ones with this mark
   * @param attributes wanted of each row. @default everything
   */
  async *pages<const Name extends keyof DetailRow = keyof DetailRow>(
    run: RunKey,
    which: "all" | "unfinished" | Unfinished,
    attributes: readonly Name[] = [],
  ): AsyncGenerator<Pick<DetailRow, Name>[]> {
    const mark = which !== "all" && which !== "unfinished" ? which : undefined;
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.tables.details,
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

  /**
   * Records a task's status, unless the precedence forbids it.
   *
   * @returns the status that the row has now: `status` itself, or the one that stood in its way
   */
  async recordTask(key: TaskKey, status: TaskStatus, record: TaskRecord): Promise<TaskStatus> {
    return (await this.write(key, status, record)) ? status : this.statusOf(key);
  }

  /** Records a task that was started after another one. Where its row was written already, its place is noted there. */
  async recordAttempt(key: TaskKey, taskName: string, place: Partial<DetailRow>): Promise<void> {
    if (await this.write(key, "Submitted", { task_name: taskName, ...place })) return;
    await this.annotateTask(key, place);
  }

  /** Records an entry that could not be launched, so that it is accounted for without a task. */
  async recordNotLaunched(run: RunKey, taskName: string, reason: string): Promise<void> {
    const taskId = notLaunchedId(run.workflowName, taskName);
    await this.recordTask({ ...run, taskId }, "Failed", { task_name: taskName, reason });
  }

  /**
   * Notes on a row what is no status: when the task's stop was accepted, which attempt it is.
   *
   * @throws ConditionalCheckFailedException when there is no such row
   */
  async annotateTask(key: TaskKey, note: Partial<DetailRow>): Promise<void> {
    await updateRow(this.client, { table: this.tables.details, key: detailKey(key), set: note });
  }

  /**
   * Notes on a row that stays open why the task failed, which attempt is to follow, since when ECS does not know the task. A row that
   * somebody else has ended meanwhile stays as it is.
   */
  async noteOpenTask(key: TaskKey, note: Changes<DetailRow>): Promise<void> {
    const { details: table } = this.tables;
    await updateRow(this.client, { table, key: detailKey(key), set: note, from: replaceable.Failed });
  }

  /** The status that a task's row has, read consistently. @throws Error when there is no such row */
  async statusOf(key: TaskKey): Promise<TaskStatus> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.tables.details, Key: detailKey(key), ConsistentRead: true }),
    );
    if (!Item)
      throw new Error(`The row of task ${key.taskId} in run ${key.workflowRunId} was deleted while the run goes on`);
    return toRow<DetailRow>(Item).status;
  }

  /** @returns false when the precedence forbids it */
  private write(key: TaskKey, status: TaskStatus, record: TaskRecord): Promise<boolean> {
    const time = this.time();
    return updateRow(this.client, {
      table: this.tables.details,
      key: detailKey(key),
      set: {
        ...record,
        workflow_name: key.workflowName,
        status,
        update_time: time,
        ...this.expiry(),
        // Of an entry with several attempts the last one counts.
        [unfinishedIndex.rangeKey]: (record.followed_by === undefined ? unfinishedMark[status] : undefined) ?? remove,
        ...(isTerminal(status) && { next_attempt: remove }),
      },
      first: { start_time: time },
      from: replaceable[status],
    });
  }

  protected time(): string {
    return this.now().toISOString();
  }

  protected expiry(): Pick<SummaryRow, "expires_at"> {
    const { retentionDays = 0 } = this.tables;
    if (retentionDays === 0) return {};
    return { expires_at: Math.floor(this.now().getTime() / 1_000) + retentionDays * secondsPerDay };
  }
}

/** The key of a task's row. */
const detailKey = (key: TaskKey): Record<string, AttributeValue> => ({
  [auditKeys.detailsHashKey]: { N: key.workflowRunId },
  [auditKeys.detailsRangeKey]: { S: key.taskId },
});
