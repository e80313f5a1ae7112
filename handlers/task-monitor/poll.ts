import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient } from "@aws-sdk/client-ecs";
import * as v from "valibot";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { AuditStore } from "../../workflow/audit-store";
import { type RunKey, type TaskKey, runOf } from "../../workflow/run";
import { deadlineOf } from "../../workflow/deadline";
import { bounded } from "../../workflow/errors";
import type { LaunchFailure, MonitorEvent, MonitorState } from "../../workflow/iterator";
import type { TaskStatus } from "../../workflow/status";
import type { TaskEnd } from "./stopped-task";

/** Clients, deployed values and clock of the monitor. */
export interface MonitorDependencies {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  /** The deployment's workflow name. */
  readonly workflowName: string;
  readonly clusterName: string;
  /** `family:revision` */
  readonly taskDefinition: string;
  /** Time after monitoring began in which an entry may lack a row. */
  readonly startTimeoutSeconds: number;
  readonly logger: Pick<Logger, "info" | "warn">;
  readonly now: () => Date;
  /** Time that the function has left: milliseconds. */
  readonly remainingMilliseconds: () => number;
}

/** One poll of one run: what its steps know. */
export interface Poll extends Omit<MonitorDependencies, "now">, MonitorState {
  readonly run: RunKey;
  readonly summary: SummaryRow;
  /** The time of the whole poll. */
  readonly now: Date;
  /** The time that it is. */
  readonly clock: () => Date;
}

/** Characters of a launcher's error that travel from poll to poll. */
const launchErrorCharacters = 500;

/** The run that an event is about, the one that it names or that of the adopted execution, and the state of its monitoring. */
export function monitoredRun(event: MonitorEvent, deployedName: string, now: Date): MonitorState & Pick<Poll, "run"> {
  const begun = { monitoringSince: now.toISOString(), allRecorded: false, launching: false };
  if ("execution" in event) {
    const launchError = bounded(describeLaunchFailure(event.launchFailure), launchErrorCharacters);
    return { ...begun, launchError, run: runOf(event.execution, deployedName) };
  }
  const { workflowName, workflowRunId, monitoringSince, allRecorded, launching, ...more } = { ...begun, ...event };
  const { launch, lookedAt, unrecordedTasks, launchError } = more;
  return {
    ...{ monitoringSince, allRecorded, launching, launch, lookedAt, unrecordedTasks },
    launchError: launchError === undefined ? undefined : bounded(launchError, launchErrorCharacters),
    run: { workflowName, workflowRunId },
  };
}

/** The Cause of a failed Lambda is its error as JSON; that of a time-out or of a lost function is plain text. */
const lambdaErrorSchema = v.pipe(v.string(), v.parseJson(), v.object({ errorMessage: v.string() }));

function describeLaunchFailure({ Error: name, Cause: cause }: LaunchFailure): string {
  const error = v.safeParse(lambdaErrorSchema, cause);
  return `${name}: ${error.success ? error.output.errorMessage : cause}`;
}

/** Rows written or tasks stopped at once. */
export const parallelWrites = 10;

/**
 * True when what still runs must be stopped: the run's time is over, or somebody asked for its end. A run whose row tells no
 * deadline has none to wait for.
 */
export const isOverdue = ({ summary, now }: Poll): boolean =>
  summary.stop_reason !== undefined || !(now.getTime() < deadlineOf(summary));

/**
 * Time after a run's deadline, or after its stop, in which a task may still start and come into sight: seconds. A launcher looks every
 * five whether its run is wanted, a call of RunTask that is under way, for up to a minute in pattern 2, takes effect although nobody waits
 * for it, and ECS, which is eventually consistent, lists tasks late. No longer: a function has 300 s to settle a run that was stopped.
 */
export const launchEndSeconds = 90;

/** From when on ECS lists every task of a run that is overdue: milliseconds since 1970. */
export const launchEndAt = (summary: SummaryRow): number =>
  (summary.stop_time === undefined ? deadlineOf(summary) : Date.parse(summary.stop_time)) + launchEndSeconds * 1_000;

/** True while somebody else launches entries at the same time: what has no row may get one. */
export const isLaunchedMeanwhile = ({ launching, launch }: Poll): boolean => launching && launch === undefined;

/** The key of a row. */
export const keyOf = ({ run }: Poll, row: DetailRow): TaskKey => ({ ...run, taskId: row.ecs_task_id });

/** Records the end of a task that did not record it itself, and says so in the log. */
export async function settle(poll: Poll, row: DetailRow, { status, ...record }: TaskEnd): Promise<TaskStatus> {
  const stands = await poll.audit.recordTask(keyOf(poll, row), status, { task_name: row.task_name, ...record });
  const what = { ...poll.run, taskName: row.task_name, taskId: row.ecs_task_id, status: stands, reason: record.reason };
  if (stands === "Completed") poll.logger.info("task settled", what);
  else poll.logger.warn("task settled", what);
  return stands;
}
