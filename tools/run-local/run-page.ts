import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { stateMachineConfiguration } from "../local/state-machine/definition";
import type { SynthesizedStack } from "../local/terraform/synthesized-stack";
import { toDefinition } from "../page/definition";
import type { RunModel } from "../page/model";
import { renderPage } from "../page/page";
import type { PatternReport } from "./report";

/** File of the last local run's page. */
export const pageFile = join(projectFolder, "local-run", "report.html");

/** Removes the page of an earlier run. */
export function removePage(): void {
  rmSync(pageFile, { force: true });
}

export function writePage(runs: readonly RunModel[]): void {
  mkdirSync(dirname(pageFile), { recursive: true });
  writeFileSync(pageFile, renderPage({ at: new Date().toISOString(), runs }));
}

/** A run as the page shows it. */
export const runModel = ({ pattern, ...progress }: PatternReport, stack: SynthesizedStack): RunModel => ({
  ...progress,
  name: `Pattern ${pattern}`,
  definition: toDefinition(stateMachineConfiguration(stack.only("aws_sfn_state_machine")).definition),
});
