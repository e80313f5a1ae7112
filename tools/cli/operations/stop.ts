import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import pMap from "p-map";
import { setTimeout as pause } from "node:timers/promises";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { stepFunctionsIn } from "../aws/step-functions";
import { auditStoreOf } from "./audit";
import { earlierSource } from "./earlier-source";
import { findOfExecution, hasRun, type FoundExecution, type FoundRun } from "./find-run";
import { liveTasks, stopTask, type LiveTask } from "./live-tasks";
import { settledList, settledSource, stopReason } from "./settled-counts";

/** Result of `stop --json`. */
export interface StoppedRun {
  /** Absent when the execution was stopped before it had a run. */
  readonly workflowName?: string;
  readonly workflowRunId?: string;
  readonly executionArn: string;
  /** Tasks that ran, or were about to. */
  readonly stoppedTasks: number;
  /** Entries of the list that never came to be launched. */
  readonly notLaunched: number;
}

/** Calls at once: StopTask, with the write of its row. */
const concurrency = 10;

/** A launch that was under way when the execution was stopped shows within so many seconds. */
const settleSeconds = 2;

/**
 * Stops a run: its execution, then whatever runs of it, and settles its rows, so that each entry of the list is accounted
 * for. Doing so again does no harm.
 */
export async function stopRun(execution: FoundExecution): Promise<StoppedRun> {
  const { stack, executionArn } = execution;
  const time = new Date().toISOString();
  // First, so that a launcher starts nothing more.
  if (hasRun(execution))
    await auditStoreOf(stack).annotateRun(execution.run, { stop_reason: stopReason, stop_time: time });
  await stepFunctionsIn(stack.deployment.region).send(
    new StopExecutionCommand({ executionArn, error: "StoppedByOperator", cause: stopReason }),
  );
  const found = hasRun(execution) ? execution : await findOfExecution(stack, executionArn);
  if (!hasRun(found)) return { executionArn, stoppedTasks: 0, notLaunched: 0 };
  const stopped = await stopTasks(found);
  const summary = await auditStoreOf(stack).findRun(found.run);
  const notLaunched = summary ? await settle(found, summary) : 0;
  return { ...found.run, executionArn, stoppedTasks: stopped.size, notLaunched };
}

/** Stops tasks until none is left: a launcher that had begun goes on while its execution has ended. */
async function stopTasks(found: FoundRun): Promise<Set<string>> {
  const stopped = new Set<string>();
  for (;;) {
    const live = (await openTasks(found)).filter(({ taskId }) => !stopped.has(taskId));
    await pMap(live, (task) => stopOne(found, task), { concurrency });
    for (const { taskId } of live) stopped.add(taskId);
    await pause(settleSeconds * 1_000);
    if (live.length === 0) return stopped;
  }
}

/** The tasks that are open by their rows, or that ECS runs. */
async function openTasks(found: FoundRun): Promise<LiveTask[]> {
  const open = new Map<string, LiveTask>();
  for await (const rows of auditStoreOf(found.stack).pages(found.run, "open", ["ecs_task_id", "task_name"]))
    for (const { ecs_task_id: taskId, task_name: taskName } of rows) open.set(taskId, { taskId, taskName });
  for (const task of await liveTasks(found)) open.set(task.taskId, task);
  return [...open.values()];
}

// The row first: no task can record another end while it is being stopped.
async function stopOne(found: FoundRun, { taskId, taskName }: LiveTask): Promise<void> {
  const record = { task_name: taskName, reason: stopReason };
  await auditStoreOf(found.stack).recordTask({ ...found.run, taskId }, "Failed", record);
  await stopTask(found, taskId, stopReason);
}

/** Accounts for the entries without a task, and for the run. Returns how many those were. */
async function settle(found: FoundRun, summary: SummaryRow): Promise<number> {
  const audit = auditStoreOf(found.stack);
  const source = earlierSource(summary);
  const { notLaunched, ...counts } = source
    ? await settledSource(found, summary, source)
    : await settledList(audit, found.run, summary);
  const status = counts.completed_tasks === counts.number_of_tasks ? "Completed" : "Failed";
  await audit.updateRun(found.run, { status, ...counts, running_tasks: 0 });
  return notLaunched;
}
