import type { Command } from "commander";
import { parseWorkflowSpec } from "../../workflow/spec";
import { readJson } from "../files";
import { command, type CommonOptions } from "../options";
import { deployedStacks } from "../stacks";
import type { Terminal } from "../terminal";
import { followHint, startedText } from "../views/started-text";

interface RedriveOptions extends CommonOptions {
  readonly specs?: string;
  readonly dryRun: boolean;
}

/** The command `redrive`. */
export const redriveCommand = ({ out }: Terminal): Command =>
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
      const { stack, spec } = await planRedrive(deployedStacks(options), reference, given);
      if (options.dryRun) {
        parseWorkflowSpec(spec, stack.deployment, stack.maxTimeoutSeconds, stack.pattern);
        out(JSON.stringify(spec, undefined, 2));
        return;
      }
      const { start } = require("../operations/start") as typeof import("../operations/start");
      const started = await start(stack, spec);
      const text = `${startedText(started)}\n${followHint(started)}`;
      out(options.json ? JSON.stringify({ ...started, spec }, undefined, 2) : text);
    });
