import type { Command } from "commander";
import { logLineText } from "../../page/log-line";
import pc from "../../terminal/colors";
import { visible } from "../../terminal/visible";
import { runCommand, type RunOptions } from "../options";
import { deployedStacks } from "../outputs";
import { findRun, withRun } from "../run/find";
import { readLogs, type TaskLine } from "../run/read-logs";
import type { Terminal } from "../terminal";

interface LogsOptions extends RunOptions {
  readonly follow: boolean;
}

/** The command `logs`. */
export const logsCommand = (terminal: Terminal): Command =>
  runCommand("logs", "Prints what the tasks of a run wrote, task by task, or as they write it with --follow.", [
    "logs latest",
    "logs latest task_3 --follow",
    "logs 20261124224854123 --json | jq -r '.[].message'",
  ])
    .argument("[task]", "the task's name, id or ARN (default: all of the run)")
    .option("--follow", "go on until the run has ended; with --json an object a line", false)
    .action(async (reference: string, task: string | undefined, options: LogsOptions) => {
      const found = withRun(await findRun(deployedStacks(options), reference, options.workflow));
      const { follow, json } = options;
      const all: TaskLine[] = [];
      for await (const line of readLogs(found, { task, follow })) {
        // Of one task the lines alone, of several each with its task's name.
        const name = task === undefined ? `${pc.bold(visible(line.task_name))}  ` : "";
        if ("unavailable" in line)
          terminal.error(visible(`${line.task_name}: its log cannot be shown: ${line.unavailable}`));
        else if (!json) terminal.out(`${name}${visible(logLineText(line.message))}`);
        else if (follow) terminal.out(JSON.stringify(line));
        else all.push(line);
      }
      if (json && !follow) terminal.out(JSON.stringify(all, undefined, 2));
    });
