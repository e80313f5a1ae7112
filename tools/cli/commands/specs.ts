import type { Command } from "commander";
import { confirm, type ConfirmOptions } from "../confirm";
import type { FilledSpec } from "../operations/filled-specs";
import { command, defaultOutputsFile, type CommonOptions } from "../options";
import { deployedStacks } from "../stacks";
import { present, type Terminal } from "../terminal";

interface SpecsOptions extends CommonOptions, ConfirmOptions {
  readonly folder: string;
  readonly refresh: boolean;
}

type WrittenSpec = Omit<FilledSpec, "spec">;

const describe = ({ pattern, file, consoleUrl }: WrittenSpec): string =>
  [
    `Pattern ${pattern}: ${file}`,
    `  start it here:      npm run workflow -- start ${file} --pattern ${pattern} --watch`,
    `  or in the console:  ${consoleUrl}`,
  ].join("\n");

async function refresh({ outputs = defaultOutputsFile, pattern }: CommonOptions): Promise<void> {
  const { refreshOutputs } = require("../operations/outputs-file") as typeof import("../operations/outputs-file");
  await refreshOutputs(outputs, pattern);
}

/** The command `specs`. */
export const specsCommand = (terminal: Terminal): Command =>
  command("specs", "Fills the spec templates with a deployment's values, ready to be started or pasted.", [
    "specs",
    "specs --pattern 1 --folder my-specs",
    "specs --refresh",
  ])
    .option("--folder <folder>", "where to write them", "specs")
    .option("--refresh", "ask the deployment for its outputs first, with cdktf output", false)
    .option("--yes", "overwrite specs that were changed, without asking", false)
    .action(async (options: SpecsOptions) => {
      const operations = require("../operations/filled-specs") as typeof import("../operations/filled-specs");
      if (options.refresh) await refresh(options);
      const specs = deployedStacks(options).map((stack) => operations.filledSpec(stack, options.folder));
      const changed = specs.filter(operations.wouldOverwrite).map(({ file }) => file);
      if (changed.length > 0) await confirm(terminal, options, `Overwrite ${changed.join(" and ")}`);
      specs.forEach(operations.writeSpec);
      const written = specs.map(({ pattern, file, consoleUrl }): WrittenSpec => ({ pattern, file, consoleUrl }));
      present(terminal, options.json, written, (files) => files.map(describe).join("\n\n"));
    });
