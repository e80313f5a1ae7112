import type { Command } from "commander";
import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import pMap from "p-map";
import type { DetailRow } from "../../../workflow/audit-rows";
import { isTerminal } from "../../../workflow/status";
import { logLineText } from "../../page/text";
import { visible } from "../../terminal/visible";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { runCommand, type RunOptions } from "../options";
import { findRun, withRun, type FoundRun } from "../run/find";
import { TaskLogs, type LogEvent } from "../run/task-logs";
import type { Terminal } from "../terminal";

type ReadRow = Pick<DetailRow, "task_name" | "ecs_task_id" | "status" | "log_stream">;

/** A line of a task, or why its lines cannot be had. */
type TaskLine = Pick<DetailRow, "task_name" | "ecs_task_id"> & (LogEvent | { readonly unavailable: string });

interface ReadOptions {
  /** Name, id or ARN of a task. @default all of the run */
  readonly task?: string | undefined;
  /** Goes on until the run has ended. */
  readonly follow: boolean;
}

/** Between two looks. */
const everySeconds = 2;

/** GetLogEvents refills at 25 calls a second in a Region. CloudWatch Logs user guide, "CloudWatch Logs quotas". */
const atOnce = 5;

/** Place to which a task's log was read, and whether there is more to come. */
interface Progress {
  readonly next?: string | undefined;
  readonly isOver: boolean;
}

/**
 * Reads what the tasks of a run wrote, as they come.
 *
 * @throws CommandError when the run has no such task
 */
async function* readLogs(found: FoundRun, { task, follow }: ReadOptions): AsyncGenerator<TaskLine> {
  const audit = clientsOf(found.stack).audit;
  const logs = new TaskLogs(found.stack);
  const progress = new Map<string, Progress>();
  for (;;) {
    const hasEnded = !follow || (await audit.findRun(found.run))?.status !== "Running";
    for await (const rows of audit.pages(found.run, "all", ["task_name", "ecs_task_id", "status", "log_stream"]))
      yield* await look(
        logs,
        rows.filter((row) => isNamed(row, task)),
        progress,
        follow,
      );
    if (hasEnded && [...progress.values()].every(({ isOver }) => isOver || !follow)) break;
    await pause(everySeconds * 1_000);
  }
  if (task !== undefined && progress.size === 0)
    throw new CommandError(
      `Run ${found.run.workflowRunId} has no task "${task}". npm run workflow -- show ${found.run.workflowRunId} lists them.`,
    );
}

const isNamed = ({ task_name, ecs_task_id }: ReadRow, task: string | undefined): boolean =>
  task === undefined || [task_name, ecs_task_id, ecs_task_id.split("/").at(-1)].includes(task);

/** Reads what is new of these tasks. One that has ended is read until nothing more has arrived. */
async function look(
  logs: TaskLogs,
  rows: readonly ReadRow[],
  progress: Map<string, Progress>,
  follow: boolean,
): Promise<TaskLine[]> {
  const read = async (row: ReadRow): Promise<TaskLine[]> => {
    const { task_name, ecs_task_id } = row;
    const hasEnded = isTerminal(row.status);
    const part = await logs.part(row, progress.get(ecs_task_id)?.next);
    if ("unavailable" in part) {
      // The stream of a task that has just begun is not there yet.
      const isOver = hasEnded || !follow;
      progress.set(ecs_task_id, { isOver });
      return isOver ? [{ task_name, ecs_task_id, unavailable: part.unavailable }] : [];
    }
    progress.set(ecs_task_id, { next: part.next, isOver: hasEnded && part.events.length === 0 });
    return part.events.map((event) => ({ task_name, ecs_task_id, ...event }));
  };
  const due = rows.filter(({ ecs_task_id }) => progress.get(ecs_task_id)?.isOver !== true);
  return (await pMap(due, read, { concurrency: atOnce })).flat();
}

interface LogsOptions extends RunOptions {
  readonly follow: boolean;
}

/** The command `logs`. */
export const make = (terminal: Terminal): Command =>
  runCommand("logs", [
    "logs latest",
    "logs latest task_3 --follow",
    "logs 20261124224854123 --json | jq -r '.[].message'",
  ])
    .argument("[task]", "the task's name, id or ARN (default: all of the run)")
    .option("--follow", "go on until the run has ended; with --json an object a line", false)
    .action(async (reference: string, task: string | undefined, options: LogsOptions) => {
      const found = withRun(await findRun(options, reference));
      const { follow, json } = options;
      const all: TaskLine[] = [];
      for await (const line of readLogs(found, { task, follow })) {
        // Of one task the lines alone, of several each with its task's name.
        const name = task === undefined ? `${styleText("bold", visible(line.task_name))}  ` : "";
        if ("unavailable" in line)
          terminal.error(visible(`${line.task_name}: its log cannot be shown: ${line.unavailable}`));
        else if (!json) terminal.out(`${name}${visible(logLineText(line.message))}`);
        else if (follow) terminal.out(JSON.stringify(line));
        else all.push(line);
      }
      if (json && !follow) terminal.out(JSON.stringify(all, undefined, 2));
    });
