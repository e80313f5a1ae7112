import type { Command } from "commander";
import { endedRun, redriven } from "../../../workflow/redrive";
import { clientsOf } from "../aws/clients";
import { readJson } from "../files";
import { runCommand, type RunOptions } from "../options";
import { findRun, withRun, type FoundRun } from "../run/find";
import { earlierSource, planSourceRedrive } from "../run/redrive-source";
import { startRun, withStartOptions, type PlannedRun, type StartChoices } from "../run/start";
import type { Terminal } from "../terminal";

interface RedriveOptions extends RunOptions, StartChoices {
  readonly specs?: string;
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
    : await planSourceRedrive(found, summary, earlier, request);
}

/** The command `redrive`. */
export const make = (terminal: Terminal): Command =>
  withStartOptions(
    runCommand("redrive", [
      "redrive 20261124224854123 --watch",
      "redrive latest --pattern 2 --dry-run > specs.json",
      "redrive 20261124224854123 --specs longer-timeout.json",
    ]),
  )
    .option("--specs <file>", "spec whose values hold instead of the earlier run's")
    .action(async (reference: string, options: RedriveOptions) => {
      const given = options.specs === undefined ? {} : (readJson(options.specs) as object);
      const found = withRun(await findRun(options, reference));
      await startRun(terminal, found.stack, await planRedrive(found, given), options);
    });
