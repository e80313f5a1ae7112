import { createHash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { CompleteSpec } from "./spec";
import type { RunStatus, TaskStatus } from "./status";

/** The keys of the two audit tables, the original kit's. */
export const auditKeys = {
  summaryHashKey: "workflow_name",
  summaryRangeKey: "workflow_run_id",
  detailsHashKey: "workflow_run_id",
  detailsRangeKey: "ecs_task_id",
} as const;

/**
 * A local secondary index of the details table: the rows of a run that are not Completed. A poll reads these only, so what it
 * costs grows with the tasks still to come, not with the list. DynamoDB takes such an index only when it makes the table.
 */
export const unfinishedIndex = { name: "unfinished", rangeKey: "unfinished" } as const;

/** Key of an item of each status in that index; without it an item is not there. Rows leave it out. */
export const unfinishedMark = {
  Submitted: "open",
  Running: "open",
  Completed: undefined,
  Failed: "Failed",
  TimedOut: "TimedOut",
} as const satisfies Record<TaskStatus, string | undefined>;

/**
 * The attribute by whose time DynamoDB deletes a row, within a few days of it; rows without it stay. DynamoDB developer guide,
 * "Using time to live (TTL)".
 */
export const expiryAttribute = "expires_at";

/** One run of a workflow: a row of `workflow_summary`. Times are ISO 8601 UTC. */
export interface SummaryRow {
  readonly workflow_name: string;
  /** Digits; a Number in the table. */
  readonly workflow_run_id: string;
  /** The execution's input, as JSON. */
  readonly workflow_specs: string;
  /** 0 as long as it is not known: a list in S3 is counted when it was read to its end. */
  readonly number_of_tasks: number;
  readonly status: RunStatus;
  readonly execution_arn: string;
  /** JSONL, CSV or PREFIX: the format of a list in S3. The names of its entries begin with their places: `numberedName`. */
  readonly source_format?: string;
  /** The ETag of the list in S3 that a launcher read. */
  readonly source_etag?: string | undefined;
  /** The earlier run whose unfinished tasks this one does. Digits; a Number in the table. */
  readonly redrive_of?: string;
  /** After so many seconds from `start_time`, what still runs is stopped. */
  readonly timeout_seconds: number;
  readonly start_time: string;
  readonly update_time: string;
  /** These four add up to `number_of_tasks`; what has not ended counts as running. */
  readonly completed_tasks?: number;
  readonly failed_tasks?: number;
  readonly timed_out_tasks?: number;
  readonly running_tasks?: number;
  /** Reason for which ECS had no room for a task when it was last asked in vain. */
  readonly launch_refusal?: string;
  /** Reason for which the run is not wanted any more: nothing is launched from then on, and what runs is stopped. */
  readonly stop_reason?: string;
  /** Time from which it is not wanted. */
  readonly stop_time?: string;
  /** When a topic was told of its end. */
  readonly notification_time?: string;
  /** Seconds since 1970; absent where rows are kept for ever. */
  readonly expires_at?: number;
}

/** One task of a run: a row of `workflow_details`. Times are ISO 8601 UTC. */
export interface DetailRow {
  /** Digits; a Number in the table. */
  readonly workflow_run_id: string;
  /** The task's ARN, or `notLaunchedId` where there is none. */
  readonly ecs_task_id: string;
  readonly workflow_name: string;
  readonly task_name: string;
  readonly status: TaskStatus;
  readonly start_time: string;
  readonly update_time: string;
  /** Reason for which the task is Failed or TimedOut. */
  readonly reason?: string | undefined;
  /** Key of the object that the task wrote. */
  readonly destination_key?: string;
  /** Time from which ECS has not known the task. */
  readonly missing_since?: string;
  /** Time at which StopTask was accepted for a task that timed out. */
  readonly stop_time?: string;
  /** Reason for which it was not, and is not asked for any more. */
  readonly stop_refusal?: string;
  // Facts of ECS about a task that has stopped; one that recorded its own end has the execution time alone.
  /** Of the container. */
  readonly exit_code?: number | undefined;
  readonly started_at?: string | undefined;
  readonly stopped_at?: string | undefined;
  readonly exec_time_in_seconds?: number | undefined;
  readonly cpu_units?: number | undefined;
  readonly memory_mib?: number | undefined;
  /** In the log group of the deployment's tasks. */
  readonly log_stream?: string | undefined;
  // Absent where the task is not one of several attempts at its entry.
  /** From 1. */
  readonly attempt?: number | undefined;
  /** The most that the entry may have. */
  readonly attempts?: number | undefined;
  /** ARN of the attempt before. */
  readonly follows?: string | undefined;
  /** ARN of the next attempt, whose end is the entry's. */
  readonly followed_by?: string | undefined;
  /** The next attempt while ECS has no room for it: a `WaitingAttempt` as JSON. */
  readonly next_attempt?: string | undefined;
  /** Seconds since 1970; absent where rows are kept for ever. */
  readonly expires_at?: number;
}

/** The spec of a run: it was checked and completed before it was recorded. */
export const recordedSpec = ({ workflow_specs }: Pick<SummaryRow, "workflow_specs">): CompleteSpec =>
  JSON.parse(workflow_specs) as CompleteSpec;

/** Prefix of the sort key of an entry that has no task ARN, since it was never launched. */
export const notLaunchedPrefix = "not-launched";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * The sort key of an entry that was never launched: of hashes, so that no two pairs of names give the same and it stays within
 * the 1,024 bytes of a sort key. In Amazon States Language: `notLaunchedKey` of `stacks/records.ts`.
 */
export const notLaunchedId = (workflowName: string, taskName: string): string =>
  `${notLaunchedPrefix}/${sha256(workflowName)}/${sha256(taskName)}`;

/** True for the sort key of an entry that was never launched. */
export const isNotLaunched = (taskId: string): boolean => taskId.startsWith(`${notLaunchedPrefix}/`);

/** The type of each attribute that is not a String in the tables. */
const numberAttributes: ReadonlySet<string> = new Set([
  "workflow_run_id",
  "redrive_of",
  "number_of_tasks",
  "timeout_seconds",
  "completed_tasks",
  "failed_tasks",
  "timed_out_tasks",
  "running_tasks",
  "exec_time_in_seconds",
  expiryAttribute,
  "exit_code",
  "cpu_units",
  "memory_mib",
  "attempt",
  "attempts",
]);

/** Number in the tables, digits in JSON and code: a run id has more digits than a JavaScript number keeps. */
const digitAttributes: ReadonlySet<string> = new Set(["workflow_run_id", "redrive_of"]);

/** The DynamoDB type of a row's attribute: Number or String. */
export const attributeType = (name: string): "N" | "S" => (numberAttributes.has(name) ? "N" : "S");

const toAttribute = (name: string, value: string | number): AttributeValue =>
  ({ [attributeType(name)]: String(value) }) as unknown as AttributeValue;

const fromAttribute = (name: string, { S, N }: AttributeValue): string | number =>
  S ?? (digitAttributes.has(name) ? String(N) : Number(N));

/** A DynamoDB item as a row. */
export const toRow = <Row extends SummaryRow | DetailRow>(item: Record<string, AttributeValue>): Row =>
  Object.fromEntries(
    Object.entries(item)
      .filter(([name]) => name !== unfinishedIndex.rangeKey)
      .map(([name, value]) => [name, fromAttribute(name, value)]),
  ) as unknown as Row;

/** A row as a DynamoDB item; attributes that are undefined are left out. */
export const toItem = (row: object): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, toAttribute(name, value as string | number)]),
  );
