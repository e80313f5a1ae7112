import type { Command } from "commander";
import { command, runOptions, wholeNumber, type RunOptions } from "../options";
import { deployedStacks } from "../stacks";
import type { Terminal } from "../terminal";
import { hintsFor } from "../views/hint";

interface WatchCommandOptions extends RunOptions {
  readonly every: number;
}

/** The command `watch`. */
export const watchCommand = (terminal: Terminal): Command =>
  runOptions(
    command("watch", "Follows a run to its end. The exit code is 0 when every task completed, otherwise 1.", [
      "watch latest",
      "watch 20261124224854123 --every 10",
      "watch latest --json > run.json",
    ]),
  )
    .option("--every <seconds>", "between two looks", wholeNumber(1), 2)
    .action(async (reference: string, options: WatchCommandOptions) => {
      const { findRun } = require("../operations/find-run") as typeof import("../operations/find-run");
      const { watch } = require("../operations/watch") as typeof import("../operations/watch");
      const found = await findRun(deployedStacks(options), reference, options.workflow);
      await watch(terminal, found, { json: options.json, hint: hintsFor(options), everySeconds: options.every });
    });
