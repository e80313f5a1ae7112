import {
  ConditionalCheckFailedException,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  auditKeys,
  notLaunchedId,
  toAttribute,
  toItem,
  toRow,
  unfinishedIndex,
  unfinishedMark,
  type DetailRow,
  type TaskFacts,
  type SummaryRow,
} from "./audit-rows";
import { RunIdAlreadyUsed } from "./errors";
import { isTerminal, replaceable, type RunStatus, type TaskStatus } from "./status";

/** Name of a run: its workflow and its id. */
export interface RunKey {
  readonly workflowName: string;
  /** Digits. */
  readonly workflowRunId: string;
}

/** Name of a task of a run. */
export interface TaskKey extends RunKey {
  readonly taskId: string;
}

/** Attributes that a status is recorded with. `start_time` holds for a row that this writes first. */
export type TaskRecord = Pick<DetailRow, "task_name"> &
  Partial<Pick<DetailRow, "reason" | "destination_key" | "attempt" | "attempts" | "followed_by">> &
  TaskFacts;

/** The marks of rows that are not Completed, by which the index has them in order. */
type Unfinished = NonNullable<(typeof unfinishedMark)[TaskStatus]>;

/** Takes an attribute off a row. */
const remove = Symbol("remove");

type TaskNote =
  | Pick<DetailRow, "stop_time">
  | Pick<DetailRow, "attempt" | "attempts" | "follows">
  | Pick<DetailRow, "next_attempt" | "refusals">
  | { readonly missing_since: string | typeof remove };

const runningStatus: RunStatus = "Running";

/** Attributes that are noted on a run while it goes on. */
type RunNote = Pick<SummaryRow, "launch_refusal"> | Pick<SummaryRow, "stop_reason" | "stop_time">;

/** The parts of a summary row that change while a run goes on. */
export type SummaryProgress = Pick<
  SummaryRow,
  "status" | "completed_tasks" | "failed_tasks" | "timed_out_tasks" | "running_tasks"
> &
  // Where it was not known from the beginning.
  Partial<Pick<SummaryRow, "number_of_tasks">>;

/** The tables of an audit trail, and how long their rows are kept. */
interface AuditTrail {
  readonly summary?: string;
  readonly details: string;
  /** Days after its last write for which a row is kept. @default for ever */
  readonly retentionDays?: number | undefined;
}

const secondsPerDay = 86_400;

/**
 * The audit trail of workflow runs: every read and write of the two DynamoDB tables. Retries of throttled calls are the
 * SDK client's.
 */
export class AuditStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tables: AuditTrail,
    private readonly now: () => Date = () => new Date(),
  ) {}

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
        throw new RunIdAlreadyUsed(key.workflowName, key.workflowRunId);
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
  updateRun(run: RunKey, progress: SummaryProgress): Promise<void> {
    return this.updateRunning(run, progress);
  }

  /** Notes on a run's summary row what is no progress, unless the run has ended. */
  annotateRun(run: RunKey, note: RunNote): Promise<void> {
    return this.updateRunning(run, note);
  }

  /** Notes on the summary row of a run that has ended that a topic was told of it. */
  async noteNotification(run: RunKey): Promise<void> {
    const note = { notification_time: this.time() } satisfies Partial<SummaryRow>;
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.tables.summary,
        Key: summaryKey(run),
        ...setting(note),
        ConditionExpression: `attribute_exists(${auditKeys.summaryHashKey})`,
      }),
    );
  }

  private async updateRunning(run: RunKey, change: SummaryProgress | RunNote): Promise<void> {
    const update = setting({ ...change, update_time: this.time(), ...this.expiry() });
    try {
      await this.client.send(
        new UpdateItemCommand({
          TableName: this.tables.summary,
          Key: summaryKey(run),
          ...update,
          ExpressionAttributeNames: { ...update.ExpressionAttributeNames, "#status": "status" },
          // A poll that was held up must not write over the end that a later one has recorded.
          ConditionExpression: "#status = :running",
          ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ":running": { S: runningStatus } },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** All rows of a run's tasks, read consistently. */
  listTasks(run: RunKey): Promise<DetailRow[]> {
    return gathered(this.pages(run, "all"));
  }

  /** The rows of a run's tasks that are not Completed, read consistently. */
  listUnfinished(run: RunKey): Promise<DetailRow[]> {
    return gathered(this.pages(run, "unfinished"));
  }

  /**
   * Rows of a run's tasks, read consistently, page by page: for runs whose rows would not fit into memory.
   *
   * @param which those, or the unfinished ones with this mark
   * @param attributes what is wanted of each row. @default everything
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

  private time(): string {
    return this.now().toISOString();
  }

  private expiry(): Pick<SummaryRow, "expires_at"> {
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

/** The key of a run's summary row. */
export const summaryKey = (run: RunKey): Record<string, AttributeValue> => ({
  [auditKeys.summaryHashKey]: { S: run.workflowName },
  [auditKeys.summaryRangeKey]: { N: run.workflowRunId },
});

/** The key of a task's row. */
const detailKey = (key: TaskKey): Record<string, AttributeValue> => ({
  [auditKeys.detailsHashKey]: { N: key.workflowRunId },
  [auditKeys.detailsRangeKey]: { S: key.taskId },
});

/** An update expression that sets `always`, and `first` where the row does not have it yet; undefined ones are left out. */
function setting(always: object, first: object = {}) {
  const given = Object.entries(always).filter(([, value]) => value !== undefined);
  const set = given.filter(([, value]) => value !== remove) as [string, string | number][];
  const setFirst = Object.entries(first) as [string, string | number][];
  const sets = [
    ...set.map(([name]) => `#${name} = :${name}`),
    ...setFirst.map(([name]) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const removes = given.filter(([, value]) => value === remove).map(([name]) => `#${name}`);
  const values = [...set, ...setFirst].map(([name, value]) => [`:${name}`, toAttribute(name, value)] as const);
  return {
    UpdateExpression: [clause("SET", sets), clause("REMOVE", removes)].join(" ").trim(),
    ExpressionAttributeNames: Object.fromEntries([...given, ...setFirst].map(([name]) => [`#${name}`, name])),
    ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

const clause = (keyword: string, items: readonly string[]): string =>
  items.length > 0 ? `${keyword} ${items.join(", ")}` : "";
