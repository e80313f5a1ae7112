import { DescribeTasksCommand, paginateListTasks, StopTaskCommand, type Task } from "@aws-sdk/client-ecs";
import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Command } from "commander";
import { setTimeout as pause } from "node:timers/promises";
import pMap from "p-map";
import { limits } from "../../../workflow/limits";
import { taskEnvironment } from "../../../workflow/task-environment";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { counted, hintsFor, runCommand, type RunOptions } from "../options";
import { findOfExecution, findRun, hasRun, withRun, type FoundExecution, type FoundRun } from "../run/find";
import { settleRun } from "../run/settle";
import { hasEnded, progressOf, readRunState } from "../run/state";
import { confirm, present, type Terminal } from "../terminal";

/** Result of `stop --json`. */
interface StoppedRun {
  /** Absent when the execution was stopped before it had a run. */
  readonly workflowName?: string;
  readonly workflowRunId?: string;
  readonly executionArn: string;
  /** Tasks that ran, or were about to. */
  readonly stoppedTasks: number;
  /** Entries of the list that never came to be launched. */
  readonly notLaunched: number;
}

/** A task that ECS runs, or is about to. */
interface LiveTask {
  readonly taskId: string;
  readonly taskName: string;
}

/** Reason that is recorded for a task whose run was stopped. */
const stopReason = "stopped by operator";

/** Calls at once: StopTask, with the write of its row. */
const concurrency = 10;

/** A launch that was under way when the execution was stopped shows within so many seconds. */
const settleSeconds = 2;

/**
 * Stops a run: settles its open rows, then stops its execution and whatever runs of it, and accounts for each entry of the list.
 * The rows come first, so that they say who stopped the tasks: the monitor, which is told of the stopped execution, finds them
 * settled, and so does a task that is told to end. Doing so again does no harm.
 */
async function stopRun(execution: FoundExecution): Promise<StoppedRun> {
  const { stack, executionArn } = execution;
  const audit = clientsOf(stack).audit;
  const open = hasRun(execution) ? await openTasks(execution) : [];
  if (hasRun(execution)) {
    await pMap(open, (task) => settleTask(execution, task), { concurrency });
    // A launcher that reads it starts nothing more.
    await audit.updateRun(execution.run, { stop_reason: stopReason, stop_time: new Date().toISOString() });
  }
  await clientsOf(stack).stepFunctions.send(
    new StopExecutionCommand({ executionArn, error: "StoppedByOperator", cause: stopReason }),
  );
  const found = hasRun(execution) ? execution : await findOfExecution(stack, executionArn);
  if (!hasRun(found)) return { executionArn, stoppedTasks: 0, notLaunched: 0 };
  const stoppedTasks = await stopTasks(found, open);
  const summary = await audit.findRun(found.run);
  const notLaunched = summary ? await settleRun(found, summary, stopReason) : 0;
  return { ...found.run, executionArn, stoppedTasks, notLaunched };
}

/** Stops these tasks, and then more until none is left: a launcher that had begun goes on while its execution has ended. */
async function stopTasks(found: FoundRun, known: readonly LiveTask[]): Promise<number> {
  const stopped = new Set<string>();
  let live = known;
  do {
    await pMap(live, (task) => stopTask(found, task), { concurrency });
    for (const { taskId } of live) stopped.add(taskId);
    await pause(settleSeconds * 1_000);
    live = (await openTasks(found)).filter(({ taskId }) => !stopped.has(taskId));
  } while (live.length > 0);
  return stopped.size;
}

/** The tasks that are open by their rows, or that ECS runs. */
async function openTasks(found: FoundRun): Promise<LiveTask[]> {
  const open = new Map<string, LiveTask>();
  for await (const rows of clientsOf(found.stack).audit.pages(found.run, "open", ["ecs_task_id", "task_name"]))
    for (const { ecs_task_id: taskId, task_name: taskName } of rows) open.set(taskId, { taskId, taskName });
  for (const task of await liveTasks(found)) open.set(task.taskId, task);
  return [...open.values()];
}

const settleTask = ({ stack, run }: FoundRun, { taskId, taskName }: LiveTask) =>
  clientsOf(stack).audit.recordTask({ ...run, taskId }, "Failed", { task_name: taskName, reason: stopReason });

/** Settles a task's row and stops it; one that ECS no longer knows is stopped. */
async function stopTask(found: FoundRun, task: LiveTask): Promise<void> {
  await settleTask(found, task);
  const { ecs } = clientsOf(found.stack);
  const { clusterName: cluster } = found.stack.deployment;
  try {
    await ecs.send(new StopTaskCommand({ cluster, task: task.taskId, reason: stopReason }));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== "InvalidParameterException" || !/not found/i.test(message)) throw error;
  }
}

/** The tasks of a run that ECS has not ended, whether or not they have rows. */
async function liveTasks({ stack, run }: FoundRun): Promise<LiveTask[]> {
  const { clusterName: cluster, taskDefinition } = stack.deployment;
  const { ecs } = clientsOf(stack);
  const listing = { cluster, family: taskDefinition.replace(/:\d+$/, ""), desiredStatus: "RUNNING" } as const;
  const found: Task[] = [];
  const pages = paginateListTasks({ client: ecs, pageSize: limits.describeTasksArns }, listing);
  for await (const { taskArns = [] } of pages) {
    if (taskArns.length === 0) continue;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    found.push(...tasks);
  }
  return found.flatMap(({ taskArn: taskId = "", overrides }) => {
    const environment = (overrides?.containerOverrides ?? []).flatMap(({ environment = [] }) => environment);
    const told = new Map(environment.map(({ name, value }) => [name, value]));
    const isOurs =
      told.get(taskEnvironment.workflowRunId) === run.workflowRunId &&
      told.get(taskEnvironment.workflowName) === run.workflowName;
    return isOurs ? [{ taskId, taskName: told.get(taskEnvironment.taskName) ?? "" }] : [];
  });
}

interface StopOptions extends RunOptions {
  readonly yes: boolean;
}

/** The command `stop`. */
export const make = (terminal: Terminal): Command =>
  runCommand("stop", ["stop latest", "stop 20261124224854123 --yes"])
    .option("--yes", "do not ask", false)
    .action(async (reference: string, options: StopOptions) => {
      const found = await findRun(options, reference);
      const state = await readRunState(found);
      // One that has not begun yet has no run either, and is stopped before it has.
      if (!hasRun(found) && hasEnded(state)) withRun(found);
      const { workflowName, workflowRunId = "not yet recorded", executionStatus, pattern } = state;
      const { rows, ended } = progressOf(state);
      if (hasEnded(state) && state.summary?.status !== "Running" && rows === ended)
        throw new CommandError(`Run ${workflowRunId} has ended already: there is nothing to stop.`);
      const tasks = counted(rows - ended, "task");
      await confirm(
        terminal,
        options,
        `Stop run ${workflowRunId} of ${workflowName}, which is ${executionStatus}, and ${tasks} of it`,
      );
      present(terminal, options, await stopRun(found), (stopped) =>
        stopped.workflowRunId === undefined
          ? "The execution is stopped; it had no run yet."
          : `Run ${stopped.workflowRunId} is stopped, and ${counted(stopped.stoppedTasks, "task")} of it; never launched: ` +
            `${stopped.notLaunched}.\nStart what did not complete anew: ` +
            hintsFor(options)(`redrive ${stopped.workflowRunId} --pattern ${pattern}`),
      );
    });
