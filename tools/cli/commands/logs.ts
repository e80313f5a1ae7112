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

/**
 * Reads what the tasks of a run wrote, as they come.
 *
 * @throws CommandError when the run has no such task
 */
async function* readLogs({ stack, run }: FoundRun, { task, follow }: ReadOptions): AsyncGenerator<TaskLine> {
  const audit = clientsOf(stack).audit;
  const logs = new TaskLogs(stack);
  /** True of a task of which nothing more will come. */
  const isOver = new Map<string, boolean>();
  const look = async (row: ReadRow): Promise<TaskLine[]> => {
    const { task_name, ecs_task_id, status } = row;
    const found = await logs.news(row);
    const lines = "unavailable" in found ? [found] : found.events;
    const isLast = !follow || (isTerminal(status) && ("unavailable" in found || lines.length === 0));
    isOver.set(ecs_task_id, isLast);
    // The stream of a task that has just begun is not there yet.
    return "unavailable" in found && !isLast ? [] : lines.map((line) => ({ task_name, ecs_task_id, ...line }));
  };
  for (;;) {
    const hasEnded = !follow || (await audit.findRun(run))?.status !== "Running";
    for await (const rows of audit.pages(run, "all", ["task_name", "ecs_task_id", "status", "log_stream"])) {
      const due = rows.filter((row) => isNamed(row, task) && isOver.get(row.ecs_task_id) !== true);
      yield* (await pMap(due, look, { concurrency: atOnce })).flat();
    }
    if (hasEnded && [...isOver.values()].every(Boolean)) break;
    await pause(everySeconds * 1_000);
  }
  if (task !== undefined && isOver.size === 0)
    throw new CommandError(
      `Run ${run.workflowRunId} has no task "${task}". npm run workflow -- show ${run.workflowRunId} lists them.`,
    );
}

const isNamed = ({ task_name, ecs_task_id }: ReadRow, task: string | undefined): boolean =>
  task === undefined || [task_name, ecs_task_id, ecs_task_id.split("/").at(-1)].includes(task);

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
