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
 * Stops a run: settles its open rows, then stops its execution and whatever runs of it, and accounts for each entry of the list.
 * The rows come first, so that they say who stopped the tasks: the monitor, which is told of the stopped execution, finds them
 * settled, and so does a task that is told to end. Doing so again does no harm.
 */
export async function stopRun(execution: FoundExecution): Promise<StoppedRun> {
  const { stack, executionArn } = execution;
  const open = hasRun(execution) ? await openTasks(execution) : [];
  if (hasRun(execution)) {
    await pMap(open, (task) => settleTask(execution, task), { concurrency });
    const note = { stop_reason: stopReason, stop_time: new Date().toISOString() };
    // A launcher that reads it starts nothing more.
    await auditStoreOf(stack).annotateRun(execution.run, note);
  }
  await stepFunctionsIn(stack.deployment.region).send(
    new StopExecutionCommand({ executionArn, error: "StoppedByOperator", cause: stopReason }),
  );
  const found = hasRun(execution) ? execution : await findOfExecution(stack, executionArn);
  if (!hasRun(found)) return { executionArn, stoppedTasks: 0, notLaunched: 0 };
  const stopped = await stopTasks(found, open);
  const summary = await auditStoreOf(stack).findRun(found.run);
  const notLaunched = summary ? await settle(found, summary) : 0;
  return { ...found.run, executionArn, stoppedTasks: stopped.size, notLaunched };
}

/** Stops these tasks, and then more until none is left: a launcher that had begun goes on while its execution has ended. */
async function stopTasks(found: FoundRun, known: readonly LiveTask[]): Promise<Set<string>> {
  const stopped = new Set<string>();
  let live = known;
  do {
    await pMap(live, (task) => stopOne(found, task), { concurrency });
    for (const { taskId } of live) stopped.add(taskId);
    await pause(settleSeconds * 1_000);
    live = (await openTasks(found)).filter(({ taskId }) => !stopped.has(taskId));
  } while (live.length > 0);
  return stopped;
}

/** The tasks that are open by their rows, or that ECS runs. */
async function openTasks(found: FoundRun): Promise<LiveTask[]> {
  const open = new Map<string, LiveTask>();
  for await (const rows of auditStoreOf(found.stack).pages(found.run, "open", ["ecs_task_id", "task_name"]))
    for (const { ecs_task_id: taskId, task_name: taskName } of rows) open.set(taskId, { taskId, taskName });
  for (const task of await liveTasks(found)) open.set(task.taskId, task);
  return [...open.values()];
}

const settleTask = ({ stack, run }: FoundRun, { taskId, taskName }: LiveTask) =>
  auditStoreOf(stack).recordTask({ ...run, taskId }, "Failed", { task_name: taskName, reason: stopReason });

async function stopOne(found: FoundRun, task: LiveTask): Promise<void> {
  await settleTask(found, task);
  await stopTask(found, task.taskId, stopReason);
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
