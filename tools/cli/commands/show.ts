import type { Command } from "commander";
import { didNotComplete } from "../../page/attempt";
import { hintsFor, runCommand, type Hint, type RunOptions } from "../options";
import { findRun } from "../run/find";
import { readRun, type AwsRun } from "../run/read-run";
import { runText } from "../run/text";
import { present, type Terminal } from "../terminal";

interface ShowOptions extends RunOptions {
  readonly failed: boolean;
}

const places = ({ executionArn, consoleUrl, workflowRunId, pattern }: AwsRun, hint: Hint): string[] => [
  `execution:  ${executionArn}`,
  `console:    ${consoleUrl}`,
  ...(workflowRunId === undefined ? [] : [`logs:       ${hint(`logs ${workflowRunId} --pattern ${pattern}`)}`]),
];

/** The command `show`. */
export const make = (terminal: Terminal): Command =>
  runCommand("show", [
    "show latest",
    "show 20261124224854123 --pattern 2 --failed",
    "show latest --json | jq '.tasks[].destination_key'",
  ])
    .option("--failed", "only the tasks that did not complete", false)
    .action(async (reference: string, options: ShowOptions) => {
      const run = await readRun(await findRun(options, reference));
      const failed = { ...run, tasks: run.tasks.filter(didNotComplete), otherTasks: 0 };
      const hint = hintsFor(options);
      present(terminal, options, options.failed ? failed : run, (shown) =>
        runText(shown, { columns: terminal.screen?.columns, hint, more: places(shown, hint) }),
      );
    });
