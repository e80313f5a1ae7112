import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { stateMachineConsoleUrl } from "../../../workflow/console-url";
import type { Pattern } from "../../../workflow/deployment";
import { fillTemplate } from "../../../workflow/spec-template";
import { projectFolder } from "../files";
import type { DeployedStack } from "../outputs";

const templates = join(projectFolder, "spec-templates");

/** A spec template of this repository with a deployment's values in it, and where it goes. */
export interface FilledSpec {
  readonly pattern: Pattern;
  readonly file: string;
  /** The spec, as JSON. */
  readonly spec: string;
  /** File that it can be pasted from. */
  readonly consoleUrl: string;
}

/** Fills in the template for a deployment's pattern, to be written into a folder. */
export function filledSpec({ pattern, deployment, stateMachineArn }: DeployedStack, folder: string): FilledSpec {
  const name = `workflow_specs_pattern_${pattern}.json`;
  const template = JSON.parse(readFileSync(join(templates, name), "utf8")) as object;
  // With it, editors check and complete the spec.
  const $schema = relative(folder, join(templates, "workflow-spec.schema.json"));
  return {
    pattern,
    file: join(folder, name),
    spec: `${fillTemplate({ $schema, ...template }, deployment)}\n`,
    consoleUrl: stateMachineConsoleUrl(deployment.region, stateMachineArn),
  };
}

/** True when there is another file in its place. */
export const wouldOverwrite = ({ file, spec }: FilledSpec): boolean =>
  existsSync(file) && readFileSync(file, "utf8") !== spec;

export function writeSpec({ file, spec }: FilledSpec): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, spec);
}
