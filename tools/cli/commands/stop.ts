import type { Command } from "commander";
import type { Pattern } from "../../../workflow/deployment";
import { isTerminal, taskStatuses } from "../../../workflow/status";
import { CommandError } from "../command-error";
import { confirm, type ConfirmOptions } from "../confirm";
import type { RunState } from "../operations/run-state";
import type { StoppedRun } from "../operations/stop";
import { command, runOptions, type RunOptions } from "../options";
import { deployedStacks } from "../stacks";
import { present, type Terminal } from "../terminal";
import { counted } from "../views/counted";
import { hintsFor, type Hint } from "../views/hint";

const openTasks = ({ tasksByStatus }: RunState): number =>
  taskStatuses.reduce((sum, status) => sum + (isTerminal(status) ? 0 : tasksByStatus[status]), 0);

const isOver = (state: RunState): boolean =>
  state.executionStatus !== "RUNNING" && state.summary?.status !== "Running" && openTasks(state) === 0;

const question = (state: RunState): string => {
  const { workflowName, workflowRunId = "not yet recorded", executionStatus } = state;
  const open = counted(openTasks(state), "task");
  return `Stop run ${workflowRunId} of ${workflowName}, which is ${executionStatus}, and ${open} of it`;
};

const describe =
  (hint: Hint, pattern: Pattern) =>
  ({ workflowRunId, stoppedTasks, notLaunched }: StoppedRun): string =>
    workflowRunId === undefined
      ? "The execution is stopped; it had no run yet."
      : [
          `Run ${workflowRunId} is stopped, and ${counted(stoppedTasks, "task")} of it; never launched: ${notLaunched}.`,
          `Start what did not complete anew: ${hint(`redrive ${workflowRunId} --pattern ${pattern}`)}`,
        ].join("\n");

/** The command `stop`. */
export const stopCommand = (terminal: Terminal): Command =>
  runOptions(
    command("stop", "Stops a run: its execution and its tasks, and settles its rows.", [
      "stop latest",
      "stop 20261124224854123 --yes",
    ]),
  )
    .option("--yes", "do not ask", false)
    .action(async (reference: string, options: RunOptions & ConfirmOptions) => {
      const { findRun, hasRun, withRun } = require("../operations/find-run") as typeof import("../operations/find-run");
      const { hasEnded, readRunState } = require("../operations/run-state") as typeof import("../operations/run-state");
      const { stopRun } = require("../operations/stop") as typeof import("../operations/stop");
      const found = await findRun(deployedStacks(options), reference, options.workflow);
      const state = await readRunState(found);
      // One that has not begun yet has no run either, and is stopped before it has.
      if (!hasRun(found) && hasEnded(state)) withRun(found);
      if (isOver(state))
        throw new CommandError(`Run ${state.workflowRunId ?? ""} has ended already: there is nothing to stop.`);
      await confirm(terminal, options, question(state));
      present(terminal, options.json, await stopRun(found), describe(hintsFor(options), found.stack.pattern));
    });
