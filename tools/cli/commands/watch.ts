import type { Command } from "commander";
import { hintsFor, runCommand, type RunOptions } from "../options";
import { findRun } from "../run/find";
import { watch } from "../run/watch";
import type { Terminal } from "../terminal";

/** The command `watch`. */
export const make = (terminal: Terminal): Command =>
  runCommand("watch", ["watch latest", "watch latest --json > run.json"]).action(
    async (reference: string, options: RunOptions) => {
      const found = await findRun(options, reference);
      await watch(terminal, found, { json: options.json, hint: hintsFor(options) });
    },
  );
