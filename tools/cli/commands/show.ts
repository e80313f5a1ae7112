import type { Command } from "commander";
import type { DetailRow } from "../../../workflow/audit-rows";
import type { ExplainedRun } from "../operations/watch";
import { command, runOptions, type RunOptions } from "../options";
import { present } from "../present";
import { deployedStacks } from "../stacks";
import { table, type Column } from "../table";
import type { Terminal } from "../terminal";
import { paintedTaskStatus } from "../views/paint";
import { failuresText, headline, outcome, paragraphs, progressLine, statusCounts } from "../views/run-text";

const columns: readonly Column<DetailRow>[] = [
  { heading: "Task", cell: ({ task_name }) => task_name },
  { heading: "Status", cell: ({ status }) => paintedTaskStatus(status) },
  { heading: "Seconds", cell: ({ exec_time_in_seconds }) => exec_time_in_seconds?.toFixed(1), align: "right" },
  { heading: "Object written", cell: ({ destination_key }) => destination_key, wide: true },
];

function asText(run: ExplainedRun, screen: Terminal["screen"]): string {
  const now = new Date().toISOString();
  const { executionArn, consoleUrl, tasks, otherTasks, failures } = run;
  return paragraphs(
    [headline(run, now), statusCounts(run), progressLine(run, now)].join("\n"),
    [`execution:  ${executionArn}`, `console:    ${consoleUrl}`].join("\n"),
    tasks.length === 0 ? "No task was launched." : table(columns, tasks, screen?.columns),
    otherTasks === 0 ? "" : `and ${otherTasks} more tasks: the table of details has them all`,
    failuresText(failures, run),
    outcome(run),
  );
}

/** The command `show`. */
export const showCommand = (terminal: Terminal): Command =>
  runOptions(
    command("show", "Shows one run: how it stands, its tasks, and why those failed that did.", [
      "show latest",
      "show 20261124224854123 --pattern 2",
      "show latest --json | jq '.tasks[].destination_key'",
    ]),
  ).action(async (reference: string, options: RunOptions) => {
    const { findRun } = require("../operations/find-run") as typeof import("../operations/find-run");
    const { explainRun } = require("../operations/watch") as typeof import("../operations/watch");
    const run = await explainRun(await findRun(deployedStacks(options), reference, options.workflow));
    present(terminal, options.json, run, (shown) => asText(shown, terminal.screen));
  });
