import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import pMap from "p-map";
import { setTimeout as pause } from "node:timers/promises";
import * as v from "valibot";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { isTerminal, type TaskStatus } from "../../workflow/status";
import { stepFunctionsIn } from "../aws/step-functions";
import { auditStoreOf } from "./audit";
import type { FoundRun } from "./find-run";
import { liveTasks, stopTask, type LiveTask } from "./live-tasks";

/** Why a task did not complete whose run was stopped. */
export const stopReason = "stopped by operator";

/** What `stop --json` prints. */
export interface StoppedRun {
  readonly workflowName: string;
  readonly workflowRunId: string;
  readonly executionArn: string;
  /** Tasks that ran, or were about to. */
  readonly stoppedTasks: number;
  /** Entries of the list that never came to be launched. */
  readonly notLaunched: number;
}

/** Calls at once: StopTask and writes of rows. */
const concurrency = 10;

/** A launch that was under way when the execution was stopped shows within so many seconds. */
const settleSeconds = 2;

const listSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taskList: v.array(v.object({ taskName: v.string() })) }),
);

/**
 * Stops a run: its execution, then whatever runs of it, and settles its rows, so that each entry of the list is accounted
 * for. Doing so again does no harm.
 */
export async function stopRun(found: FoundRun): Promise<StoppedRun> {
  const { stack, run, executionArn } = found;
  await stepFunctionsIn(stack.deployment.region).send(
    new StopExecutionCommand({ executionArn, error: "StoppedByOperator", cause: stopReason }),
  );
  const stopped = await stopTasks(found);
  const summary = await auditStoreOf(stack).findRun(run);
  const notLaunched = summary ? await settle(found, summary) : 0;
  return { ...run, executionArn, stoppedTasks: stopped.size, notLaunched };
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
  const rows = await auditStoreOf(found.stack).listTasks(found.run);
  const open = rows
    .filter(({ status }) => !isTerminal(status))
    .map(({ ecs_task_id: taskId, task_name: taskName }) => ({ taskId, taskName }));
  const tasks = [...open, ...(await liveTasks(found))];
  return [...new Map(tasks.map((task) => [task.taskId, task])).values()];
}

// The row first: no task can record another end while it is being stopped.
async function stopOne(found: FoundRun, { taskId, taskName }: LiveTask): Promise<void> {
  const record = { task_name: taskName, reason: stopReason };
  await auditStoreOf(found.stack).recordTask({ ...found.run, taskId }, "Failed", record);
  await stopTask(found, taskId, stopReason);
}

/** Accounts for the entries without a task, and for the run. Returns how many those were. */
async function settle({ stack, run }: FoundRun, summary: SummaryRow): Promise<number> {
  const audit = auditStoreOf(stack);
  const recorded = new Set((await audit.listTasks(run)).map(({ task_name }) => task_name));
  const list = v.safeParse(listSchema, summary.workflow_specs);
  const names = list.success ? list.output.taskList.map(({ taskName }) => taskName) : [];
  const missing = names.filter((name) => !recorded.has(name));
  await pMap(missing, (name) => audit.recordNotLaunched(run, name, stopReason), { concurrency });
  const counts = countEnded(await audit.listTasks(run));
  const status = counts.completed_tasks === summary.number_of_tasks ? "Completed" : "Failed";
  await audit.updateRun(run, { status, ...counts, running_tasks: 0 });
  return missing.length;
}

/** Each entry counts once; one that has several tasks is Completed when any of them is, then TimedOut. */
function countEnded(rows: readonly DetailRow[]) {
  const namesOf = (status: TaskStatus) =>
    new Set(rows.filter((row) => row.status === status).map(({ task_name }) => task_name));
  const [completed, timedOut] = [namesOf("Completed"), namesOf("TimedOut")];
  const entries = new Set(rows.map(({ task_name }) => task_name));
  const ended = {
    completed_tasks: completed.size,
    timed_out_tasks: [...timedOut].filter((name) => !completed.has(name)).length,
  };
  return { ...ended, failed_tasks: entries.size - ended.completed_tasks - ended.timed_out_tasks };
}
