import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient } from "@aws-sdk/client-ecs";
import * as v from "valibot";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { AuditStore } from "../../workflow/audit-store";
import { type RunKey, type TaskKey, runOf } from "../../workflow/run";
import { deadlineOf } from "../../workflow/deadline";
import { bounded } from "../../workflow/errors";
import type { LaunchProgress, MonitorEvent } from "../../workflow/iterator";
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

/** Run that is monitored. */
interface MonitoredRun {
  readonly run: RunKey;
  /** ISO 8601 UTC */
  readonly monitoringSince: string;
  /** Reason for the launcher's failure, in an adopted execution. */
  readonly launchError: string | undefined;
  /** True once each entry of the list was seen to have a row. Rows never go away. */
  readonly allRecorded: boolean;
  /** True while entries are still being launched. */
  readonly launching: boolean;
  /** For the launcher's next call. */
  readonly launch: LaunchProgress | undefined;
  /** Number of entries that will never get a row. */
  readonly unrecordedTasks: number;
  /** The execution that an adopted run must belong to. */
  readonly executionArn: string | undefined;
}

/** One poll of one run: what its steps know. */
export interface Poll extends Omit<MonitorDependencies, "now">, Omit<MonitoredRun, "executionArn"> {
  readonly summary: SummaryRow;
  /** The time of the whole poll. */
  readonly now: Date;
  /** The time that it is. */
  readonly clock: () => Date;
}

/** Characters of a launcher's error that travel from poll to poll. */
const launchErrorCharacters = 500;

/** Run that an event is about: the one that it names, or that of the adopted execution. */
export function monitoredRun(event: MonitorEvent, deployedName: string, now: Date): MonitoredRun {
  if (!("execution" in event)) {
    const { workflowName, workflowRunId, monitoringSince = now.toISOString(), launchError } = event;
    const { allRecorded = false, launching = false, launch, unrecordedTasks = 0 } = event;
    return {
      run: { workflowName, workflowRunId },
      monitoringSince,
      launchError: launchError === undefined ? undefined : bounded(launchError, launchErrorCharacters),
      allRecorded,
      launching,
      launch,
      unrecordedTasks,
      executionArn: undefined,
    };
  }
  return {
    run: runOf(event.execution, deployedName),
    monitoringSince: now.toISOString(),
    launchError: describeLaunchFailure(event.launchFailure),
    allRecorded: false,
    launching: false,
    launch: undefined,
    unrecordedTasks: 0,
    executionArn: event.execution.executionArn,
  };
}

/** The Cause of a failed Lambda is its error as JSON; that of a time-out or of a lost function is plain text. */
const lambdaErrorSchema = v.pipe(v.string(), v.parseJson(), v.object({ errorMessage: v.string() }));

function describeLaunchFailure({
  Error: name,
  Cause: cause,
}: {
  readonly Error: string;
  readonly Cause: string;
}): string {
  const error = v.safeParse(lambdaErrorSchema, cause);
  return bounded(`${name}: ${error.success ? error.output.errorMessage : cause}`, launchErrorCharacters);
}

/** Rows written or tasks stopped at once. */
export const parallelWrites = 10;

/**
 * True when what still runs must be stopped: the run's time is over, or somebody asked for its end. A run whose row tells no
 * deadline has none to wait for.
 */
export const isOverdue = ({ summary, now }: Poll): boolean =>
  summary.stop_reason !== undefined || !(now.getTime() < deadlineOf(summary));

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
