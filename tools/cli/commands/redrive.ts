import type { Command } from "commander";
import { parseSpec } from "../../../workflow/parse-spec";
import { readJson } from "../files";
import { command, runOptions, type RunOptions } from "../options";
import type { PlannedRedrive } from "../operations/redrive";
import { watchStarted } from "./watch-started";
import { deployedStacks } from "../stacks";
import { present, type Terminal } from "../terminal";
import { counted } from "../views/counted";
import { hintsFor } from "../views/hint";
import { followHint, startedText } from "../views/started-text";

interface RedriveOptions extends RunOptions {
  readonly specs?: string;
  readonly dryRun: boolean;
  readonly watch: boolean;
}

/** Goes through a list that a redrive would write. */
async function triedList({ key, entries, check }: NonNullable<PlannedRedrive["list"]>): Promise<string> {
  const entry = entries[Symbol.asyncIterator]();
  let count = 0;
  while (!(await entry.next()).done) count += 1;
  check(count);
  return `A list of ${counted(count, "entry", "entries")} would be written, as ${key}. It is not: this spec alone starts nothing.`;
}

/** The command `redrive`. */
export const redriveCommand = (terminal: Terminal): Command =>
  runOptions(
    command("redrive", "Starts a new run with what did not complete of an earlier one, which must be over.", [
      "redrive 20261124224854123 --watch",
      "redrive latest --pattern 2 --dry-run > specs.json",
      "redrive 20261124224854123 --specs longer-timeout.json",
    ]),
  )
    .option("--specs <file>", "spec whose values hold instead of the earlier run's")
    .option("--dry-run", "print the spec of the new run, start nothing", false)
    .option("--watch", "follow the new run to its end; the exit code is its outcome", false)
    .action(async (reference: string, options: RedriveOptions) => {
      const { out, error } = terminal;
      const { planRedrive } = require("../operations/redrive") as typeof import("../operations/redrive");
      const given = options.specs === undefined ? {} : (readJson(options.specs) as object);
      const { stack, spec, list } = await planRedrive(deployedStacks(options), reference, given, options.workflow);
      // Before a list is written.
      parseSpec(spec, stack);
      if (options.dryRun) {
        if (list) error(await triedList(list));
        out(JSON.stringify(spec, undefined, 2));
        return;
      }
      const { start } = require("../operations/start") as typeof import("../operations/start");
      const { writeList } = require("../lists/write-list") as typeof import("../lists/write-list");
      const written = list && { numberOfTasks: await writeList(stack, list.key, list.entries, list.check) };
      const started = await start(stack, { input: spec, ...written });
      if (options.watch) await watchStarted(terminal, stack, started, options);
      else
        present(
          terminal,
          options.json,
          { ...started, spec },
          (run) => `${startedText(run)}\n${followHint(run, hintsFor(options))}`,
        );
    });
