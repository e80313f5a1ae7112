import type { Command } from "commander";
import { parseSpec } from "../../../workflow/spec";
import { readJson } from "../files";
import { command, type CommonOptions } from "../options";
import type { PlannedRedrive } from "../operations/redrive";
import { deployedStacks } from "../stacks";
import type { Terminal } from "../terminal";
import { counted } from "../views/counted";
import { followHint, startedText } from "../views/started-text";

interface RedriveOptions extends CommonOptions {
  readonly specs?: string;
  readonly dryRun: boolean;
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
export const redriveCommand = ({ out, error }: Terminal): Command =>
  command("redrive", "Starts a new run with what did not complete of an earlier one.", [
    "redrive 20261124224854123",
    "redrive latest --pattern 2 --dry-run > specs.json",
    "redrive 20261124224854123 --specs longer-timeout.json",
  ])
    .argument("<run>", "the run, which must be over: its id, its execution's ARN, or latest")
    .option("--specs <file>", "spec whose values hold instead of the earlier run's")
    .option("--dry-run", "print the spec of the new run, start nothing", false)
    .action(async (reference: string, options: RedriveOptions) => {
      const { planRedrive } = require("../operations/redrive") as typeof import("../operations/redrive");
      const given = options.specs === undefined ? {} : (readJson(options.specs) as object);
      const { stack, spec, list } = await planRedrive(deployedStacks(options), reference, given);
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
      const text = `${startedText(started)}\n${followHint(started)}`;
      out(options.json ? JSON.stringify({ ...started, spec }, undefined, 2) : text);
    });
