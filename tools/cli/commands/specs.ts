import type { Command } from "commander";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { consoleUrls } from "../../../workflow/console-url";
import { fillTemplate } from "../../../workflow/deployment";
import { command, type CommonOptions } from "../options";
import { deployedStacks, type DeployedStack } from "../outputs";
import { confirm, present, type Terminal } from "../terminal";

interface SpecsOptions extends CommonOptions {
  readonly folder: string;
  readonly yes: boolean;
}

const templates = join(__dirname, "..", "..", "..", "spec-templates");

/** The spec template of a deployment's pattern with its values in it, and the place where it goes. */
function filledSpec({ pattern, deployment, stateMachineArn }: DeployedStack, folder: string) {
  const name = `workflow_specs_pattern_${pattern}.json`;
  const template = JSON.parse(readFileSync(join(templates, name), "utf8")) as object;
  // With it, editors check and complete the spec.
  const $schema = relative(folder, join(templates, "workflow-spec.schema.json"));
  const consoleUrl = consoleUrls.stateMachine(deployment.region, stateMachineArn);
  const json = `${fillTemplate({ $schema, ...template }, deployment)}\n`;
  return { json, written: { pattern, file: join(folder, name), consoleUrl } };
}

const describe = ({ pattern, file, consoleUrl }: ReturnType<typeof filledSpec>["written"]): string =>
  [
    `Pattern ${pattern}: ${file}`,
    `  start it here:      npm run workflow -- start ${file} --pattern ${pattern} --watch`,
    `  or in the console:  ${consoleUrl}`,
  ].join("\n");

/** The command `specs`. */
export const make = (terminal: Terminal): Command =>
  command("specs", ["specs", "specs --pattern 1 --folder my-specs"])
    .option("--folder <folder>", "where to write them", "specs")
    .option("--yes", "overwrite specs that were changed, without asking", false)
    .action(async (options: SpecsOptions) => {
      const { folder } = options;
      const specs = deployedStacks(options).map((stack) => filledSpec(stack, folder));
      const files = specs.map(({ written }) => written);
      const changed = specs.filter(
        ({ json, written: { file } }) => existsSync(file) && readFileSync(file, "utf8") !== json,
      );
      if (changed.length > 0)
        await confirm(terminal, options, `Overwrite ${changed.map(({ written }) => written.file).join(" and ")}`);
      mkdirSync(folder, { recursive: true });
      for (const { json, written } of specs) writeFileSync(written.file, json);
      present(terminal, options, files, (all) => all.map(describe).join("\n\n"));
    });
