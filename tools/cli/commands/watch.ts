import type { Command } from "commander";
import { hintsFor, runCommand, type RunOptions } from "../options";
import { deployedStacks } from "../outputs";
import { findRun } from "../run/find";
import { watch } from "../run/watch";
import type { Terminal } from "../terminal";

/** The command `watch`. */
export const watchCommand = (terminal: Terminal): Command =>
  runCommand("watch", "Follows a run to its end. The exit code is 0 when every task completed, otherwise 1.", [
    "watch latest",
    "watch latest --json > run.json",
  ]).action(async (reference: string, options: RunOptions) => {
    const found = await findRun(deployedStacks(options), reference, options.workflow);
    await watch(terminal, found, { json: options.json, hint: hintsFor(options) });
  });
