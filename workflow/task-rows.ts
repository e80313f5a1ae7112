import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  auditKeys,
  notLaunchedId,
  toRow,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type SummaryRow,
  type TaskFacts,
} from "./audit-rows";
import type { RunKey, TaskKey } from "./run-key";
import { isTerminal, replaceable, type TaskStatus } from "./status";
import { taskPages, type Unfinished } from "./task-pages";
import { remove, setting } from "./update-expression";

/** Attributes that a status is recorded with. `start_time` holds for a row that this writes first. */
export type TaskRecord = Pick<DetailRow, "task_name"> &
  Partial<Pick<DetailRow, "reason" | "destination_key" | "attempt" | "attempts" | "followed_by">> &
  TaskFacts;

type TaskNote =
  | Pick<DetailRow, "stop_time">
  | Pick<DetailRow, "attempt" | "attempts" | "follows">
  | Pick<DetailRow, "next_attempt" | "refusals">
  | { readonly missing_since: string | typeof remove };

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

  /** All rows of a run's tasks, read consistently. */
  listTasks(run: RunKey): Promise<DetailRow[]> {
    return gathered(this.pages(run, "all"));
  }

  /** The rows of a run's tasks that are not Completed, read consistently. */
  listUnfinished(run: RunKey): Promise<DetailRow[]> {
    return gathered(this.pages(run, "unfinished"));
  }

  /** Rows of a run's tasks, or the unfinished ones with a mark, page by page: see `taskPages`. @param attributes @default everything */
  pages<const Name extends keyof DetailRow = keyof DetailRow>(
    run: RunKey,
    which: "all" | "unfinished" | Unfinished,
    attributes: readonly Name[] = [],
  ): AsyncGenerator<Pick<DetailRow, Name>[]> {
    return taskPages(this.client, this.tables.details, run, which, attributes);
  }

  /**
   * Records a task's status, unless the precedence forbids it.
   *
   * @returns the status that the row has now: `status` itself, or the one that stood in its way
   */
  async recordTask(key: TaskKey, status: TaskStatus, record: TaskRecord): Promise<TaskStatus> {
    const time = this.time();
    const update = setting(
      {
        ...record,
        workflow_name: key.workflowName,
        status,
        update_time: time,
        ...this.expiry(),
        // Of an entry with several attempts the last one counts.
        [unfinishedIndex.rangeKey]: (record.followed_by === undefined ? unfinishedMark[status] : undefined) ?? remove,
        ...(isTerminal(status) && { next_attempt: remove, refusals: remove }),
      },
      { start_time: time },
    );
    const from = Object.fromEntries(replaceable[status].map((earlier, index) => [`:from${index}`, { S: earlier }]));
    const mayReplace = Object.keys(from).length > 0 ? ` OR #status IN (${Object.keys(from).join(", ")})` : "";
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.tables.details,
          Key: detailKey(key),
          ...update,
          ConditionExpression: `attribute_not_exists(#status)${mayReplace}`,
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...from },
        }),
      );
      return status;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return this.statusOf(key);
    }
  }

  /** Records an entry that could not be launched, so that it is accounted for without a task. */
  async recordNotLaunched(run: RunKey, taskName: string, reason: string): Promise<void> {
    const taskId = notLaunchedId(run.workflowName, taskName);
    await this.recordTask({ ...run, taskId }, "Failed", { task_name: taskName, reason });
  }

  /** Notes on a row what is no status: since when ECS does not know the task, when its stop was accepted, which attempt it is. */
  async annotateTask(key: TaskKey, note: TaskNote): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.tables.details,
        Key: detailKey(key),
        ...setting(note),
        ConditionExpression: `attribute_exists(${auditKeys.detailsRangeKey})`,
      }),
    );
  }

  /** Notes why a task failed on its row, which stays open: another attempt may follow. An end that is recorded stays. */
  async noteFailure(key: TaskKey, reason: string): Promise<void> {
    const update = setting({ reason });
    const open = Object.fromEntries(replaceable.Failed.map((status, index) => [`:open${index}`, { S: status }]));
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.tables.details,
          Key: detailKey(key),
          ...update,
          ExpressionAttributeNames: { ...update.ExpressionAttributeNames, "#status": "status" },
          ConditionExpression: `#status IN (${Object.keys(open).join(", ")})`,
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...open },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** Takes the note off a row that ECS did not know the task. */
  clearMissing(key: TaskKey): Promise<void> {
    return this.annotateTask(key, { missing_since: remove });
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

  protected time(): string {
    return this.now().toISOString();
  }

  protected expiry(): Pick<SummaryRow, "expires_at"> {
    const { retentionDays = 0 } = this.tables;
    if (retentionDays === 0) return {};
    return { expires_at: Math.floor(this.now().getTime() / 1_000) + retentionDays * secondsPerDay };
  }
}

async function gathered<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of pages) rows.push(...page);
  return rows;
}

/** The key of a task's row. */
const detailKey = (key: TaskKey): Record<string, AttributeValue> => ({
  [auditKeys.detailsHashKey]: { N: key.workflowRunId },
  [auditKeys.detailsRangeKey]: { S: key.taskId },
});
