import type { Command } from "commander";
import { CommandError } from "../errors";
import { counted, hintsFor, runCommand, type RunOptions } from "../options";
import { findRun, hasRun, withRun } from "../run/find";
import { hasEnded, progressOf, readRunState } from "../run/state";
import { stopRun } from "../run/stop";
import { confirm, present, type Terminal } from "../terminal";

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
