import type { Command } from "commander";
import { parseSpec } from "../../../workflow/parse-spec";
import { endedRun, redriven } from "../../../workflow/redrive";
import { clientsOf } from "../aws/clients";
import { readJson } from "../files";
import { countOf } from "../lists/entries";
import type { NewList } from "../lists/write-list";
import { counted, runCommand, type RunOptions } from "../options";
import { findRun, withRun, type FoundRun } from "../run/find";
import { earlierSource, planSourceRedrive } from "../run/redrive-source";
import { startRun, type PlannedRun } from "../run/start";
import type { Terminal } from "../terminal";

interface RedriveOptions extends RunOptions {
  readonly specs?: string;
  readonly dryRun: boolean;
  readonly watch: boolean;
}

/**
 * Plans a run that does what did not complete of an earlier one. Its list is reduced already, since state machines launch the list
 * that they are given.
 *
 * @param given values that hold instead of the earlier run's
 * @throws RedriveRefused when there is nothing to redrive
 */
async function planRedrive(found: FoundRun, given: object): Promise<PlannedRun> {
  const { stack, run } = found;
  const { workflowName } = stack.deployment;
  const named = run.workflowName === workflowName ? {} : { workflowName: run.workflowName };
  const request = { ...given, ...named, redriveOf: run.workflowRunId };
  const audit = clientsOf(stack).audit;
  const summary = await endedRun(audit, run);
  const earlier = earlierSource(summary);
  return earlier === undefined
    ? { spec: await redriven(request, audit, workflowName) }
    : await planSourceRedrive(found, { summary, earlier, request });
}

/** Goes through a list that a redrive would write. */
async function triedList({ source, entries, empty }: NewList): Promise<string> {
  const count = await countOf(entries);
  if (count === 0 && empty) throw empty;
  return `A list of ${counted(count, "entry", "entries")} would be written, as ${source.key}. It is not: this spec alone starts nothing.`;
}

/** The command `redrive`. */
export const make = (terminal: Terminal): Command =>
  runCommand("redrive", [
    "redrive 20261124224854123 --watch",
    "redrive latest --pattern 2 --dry-run > specs.json",
    "redrive 20261124224854123 --specs longer-timeout.json",
  ])
    .option("--specs <file>", "spec whose values hold instead of the earlier run's")
    .option("--dry-run", "print the spec of the new run, start nothing", false)
    .option("--watch", "follow the new run to its end; the exit code is its outcome", false)
    .action(async (reference: string, options: RedriveOptions) => {
      const given = options.specs === undefined ? {} : (readJson(options.specs) as object);
      const found = withRun(await findRun(options, reference));
      const { spec, list } = await planRedrive(found, given);
      parseSpec(spec, found.stack);
      if (!options.dryRun) {
        await startRun(terminal, found.stack, { spec, ...(list && { list }) }, options);
        return;
      }
      if (list) terminal.error(await triedList(list));
      terminal.out(JSON.stringify(spec, undefined, 2));
    });
