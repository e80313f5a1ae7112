import type { Command } from "commander";
import { didNotComplete } from "../../page/attempt";
import type { ExplainedTask } from "../../page/model";
import { hintsFor, runCommand, type Hint, type RunOptions } from "../options";
import { explainRun, type ExplainedRun } from "../run/explained-run";
import { findRun } from "../run/find";
import { statusCounts, tasksTable } from "../run/tasks-text";
import { failuresText, headline, outcome, paragraphs, progressLine } from "../run/text";
import { present, type Terminal } from "../terminal";

const written = { heading: "Object written", cell: ({ destination_key }: ExplainedTask) => destination_key };

interface ShowOptions extends RunOptions {
  readonly failed: boolean;
}

const tasksText = ({ tasks, tasksByStatus, rowsGone }: ExplainedRun, screen: Terminal["screen"]): string => {
  if (tasks.length > 0) return tasksTable(tasks, written, screen?.columns);
  return !rowsGone && Object.values(tasksByStatus).some((count) => count > 0) ? "No task failed." : "";
};

function asText(run: ExplainedRun, screen: Terminal["screen"], hint: Hint): string {
  const now = new Date().toISOString();
  const { executionArn, consoleUrl, otherTasks, workflowRunId, pattern } = run;
  const logs = workflowRunId === undefined ? [] : [`logs:       ${hint(`logs ${workflowRunId} --pattern ${pattern}`)}`];
  return paragraphs(
    [headline(run, now), statusCounts(run), progressLine(run, now)].join("\n"),
    [`execution:  ${executionArn}`, `console:    ${consoleUrl}`, ...logs].join("\n"),
    tasksText(run, screen),
    otherTasks === 0 ? "" : `and ${otherTasks} more tasks: the table of details has them all`,
    failuresText(run),
    outcome(run, hint),
  );
}

/** The command `show`. */
export const make = (terminal: Terminal): Command =>
  runCommand("show", [
    "show latest",
    "show 20261124224854123 --pattern 2 --failed",
    "show latest --json | jq '.tasks[].destination_key'",
  ])
    .option("--failed", "only the tasks that did not complete", false)
    .action(async (reference: string, options: ShowOptions) => {
      const run = await explainRun(await findRun(options, reference));
      const failed = { ...run, tasks: run.tasks.filter(didNotComplete), otherTasks: 0 };
      present(terminal, options, options.failed ? failed : run, (shown) =>
        asText(shown, terminal.screen, hintsFor(options)),
      );
    });
