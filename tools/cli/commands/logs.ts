import type { Command } from "commander";
import { logLineText } from "../../page/log-line";
import pc from "../../terminal/colors";
import { visible } from "../../terminal/visible";
import type { TaskLines } from "../operations/read-logs";
import { command, runOptions, type RunOptions } from "../options";
import { deployedStacks } from "../stacks";
import type { Terminal } from "../terminal";

interface LogsOptions extends RunOptions {
  readonly follow: boolean;
}

/** A line of `logs --json`. */
interface LoggedLine {
  readonly task_name: string;
  readonly ecs_task_id: string;
  /** ISO 8601 UTC */
  readonly timestamp: string;
  readonly message: string;
}

const asLines = (lines: TaskLines): LoggedLine[] => {
  if ("unavailable" in lines) return [];
  const { events, ...task } = lines;
  return events.map((event) => ({ ...task, ...event }));
};

/** Of one task the lines alone, of several each with its task's name. */
const asText = ({ task_name, message }: LoggedLine, ofOne: boolean): string =>
  `${ofOne ? "" : `${pc.bold(visible(task_name))}  `}${visible(logLineText(message))}`;

/** The command `logs`. */
export const logsCommand = (terminal: Terminal): Command =>
  runOptions(
    command("logs", "Prints what the tasks of a run wrote, task by task, or as they write it with --follow.", [
      "logs latest",
      "logs latest task_3 --follow",
      "logs 20261124224854123 --json | jq -r '.[].message'",
    ]),
  )
    .argument("[task]", "the task's name, id or ARN (default: all of the run)")
    .option("--follow", "go on until the run has ended; with --json an object a line", false)
    .action(async (reference: string, task: string | undefined, options: LogsOptions) => {
      const { findRun, withRun } = require("../operations/find-run") as typeof import("../operations/find-run");
      const { readLogs } = require("../operations/read-logs") as typeof import("../operations/read-logs");
      const found = withRun(await findRun(deployedStacks(options), reference, options.workflow));
      const { follow, json } = options;
      const all: LoggedLine[] = [];
      for await (const part of readLogs(found, { task, follow })) {
        if ("unavailable" in part)
          terminal.error(visible(`${part.task_name}: its log cannot be shown: ${part.unavailable}`));
        const lines = asLines(part);
        if (json && !follow) all.push(...lines);
        else for (const line of lines) terminal.out(json ? JSON.stringify(line) : asText(line, task !== undefined));
      }
      if (json && !follow) terminal.out(JSON.stringify(all, undefined, 2));
    });
