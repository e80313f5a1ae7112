import * as v from "valibot";
import type { SummaryRow } from "../../workflow/audit-rows";
import { NamedError } from "../../workflow/errors";
import type { MonitorAnswer, MonitorEvent } from "../../workflow/iterator";
import { type RunKey, runOf } from "../../workflow/run";
import { monitor } from "./monitor";
import type { MonitorDependencies } from "./poll";

/**
 * Event of EventBridge about an execution whose status changed. Step Functions developer guide, "Automating Step Functions event
 * delivery with EventBridge". The input is left out where the event would be too large.
 */
export interface ExecutionStatusChange {
  readonly "detail-type": string;
  readonly detail: {
    readonly executionArn: string;
    readonly status: string;
    /** Milliseconds since 1970. */
    readonly startDate: number;
    /** JSON */
    readonly input?: string | null;
  };
}

interface StopDependencies extends MonitorDependencies {
  /** Waits between two polls. */
  readonly pause: (seconds: number) => Promise<unknown>;
}

const pauseSeconds = 5;

/**
 * Time in which a launcher that began just before its execution was stopped has written the run's row: seconds. It begins no run after
 * `beginSeconds`, and a write takes up to 77 s, eight attempts of 8 s and the waits between them. Of the function's 300 s so many are
 * left that the run is settled, which takes `launchEndSeconds`.
 */
const rowSeconds = 140;

/** Time that the function must have left for another poll: milliseconds. */
const reserveMilliseconds = 60_000;

/**
 * Settles the run of an execution that was stopped or that timed out: nobody else would. Its tasks are stopped, its rows say so. An
 * execution that wrote no row has no run, and one that was settled is left alone.
 *
 * @throws RunNotSettled when time ran out before everything was: Lambda invokes the function again
 */
export async function settleStopped({ detail }: ExecutionStatusChange, dependencies: StopDependencies): Promise<void> {
  const { audit, now } = dependencies;
  const stopReason = stopReasons.get(detail.status);
  if (stopReason === undefined) return;
  const run = runOfExecution(detail, dependencies.workflowName);
  const summary = await summaryOf(run, detail.executionArn, dependencies);
  if (summary?.status !== "Running") return;
  if (summary.stop_reason === undefined)
    await audit.updateRun(run, { stop_reason: stopReason, stop_time: now().toISOString() });
  await settleRun(run, dependencies);
}

/**
 * Polls a run that was stopped until all of its tasks are settled. Somebody else may do so meanwhile.
 *
 * @throws RunNotSettled when time ran out before everything was
 */
export async function settleRun(run: RunKey, dependencies: StopDependencies): Promise<MonitorAnswer> {
  let event: MonitorEvent = run;
  for (;;) {
    const answer = await monitor(event, dependencies);
    if (!answer.continue) return answer;
    event = { ...run, monitoringSince: answer.monitoringSince };
    if (dependencies.remainingMilliseconds() <= reserveMilliseconds) {
      const which = `Run ${run.workflowRunId} of workflow ${run.workflowName}`;
      throw new NamedError("RunNotSettled", `${which} was stopped, and not all of its tasks are settled`);
    }
    await dependencies.pause(pauseSeconds);
  }
}

/** By an execution's status. One that failed is left for a redrive. */
const stopReasons: ReadonlyMap<string, string> = new Map([
  ["ABORTED", "stopped: the execution was stopped"],
  ["TIMED_OUT", "stopped: the execution timed out"],
]);

const inputSchema = v.fallback(v.pipe(v.string(), v.parseJson()), undefined);

/** Run of an execution whose status changed. */
export function runOfExecution(
  { executionArn, startDate, input }: ExecutionStatusChange["detail"],
  workflowName: string,
): RunKey {
  const startTime = new Date(startDate).toISOString();
  return runOf({ executionArn, startTime, input: v.parse(inputSchema, input) }, workflowName);
}

/** The run's row, which may be written yet. */
async function summaryOf(
  run: RunKey,
  executionArn: string,
  { audit, now, pause }: StopDependencies,
): Promise<SummaryRow | undefined> {
  const end = now().getTime() + rowSeconds * 1_000;
  for (;;) {
    const summary = await audit.findRun(run);
    if (summary) return summary.execution_arn === executionArn ? summary : undefined;
    if (now().getTime() >= end) return undefined;
    await pause(pauseSeconds);
  }
}
