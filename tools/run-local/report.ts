import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import type { PublishedMessage } from "../local/endpoints/sns";
import { stateMachineConfiguration } from "../local/state-machine/definition";
import type { Pattern } from "../../workflow/deployment";
import type { SynthesizedStack } from "../local/terraform/synthesized-stack";
import { toDefinition } from "../page/graph";
import type { RunModel } from "../page/model";
import { renderPage } from "../page/page";

/** The outcome of one pattern's workflow, and what it left. */
export interface PatternReport extends Omit<RunModel, "name" | "definition" | "counts"> {
  readonly pattern: Pattern;
  readonly objects: readonly string[];
  /** Messages that topics got of it. @default none */
  readonly messages?: readonly PublishedMessage[];
}

export interface Report {
  readonly patterns: readonly PatternReport[];
}

const folder = join(projectFolder, "local-run");

/** File of the last local run's report. */
export const reportFile = join(folder, "report.json");

/** File of the last local run's page. */
export const pageFile = join(folder, "report.html");

/** True when every workflow did all it should. */
export const succeeded = ({ patterns }: Report): boolean => patterns.every(({ status }) => status === "SUCCEEDED");

export const toJson = (report: Report): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** Removes what an earlier run wrote, which would otherwise seem to be this one's when this one does not start. */
export function removeReport(): void {
  for (const file of [reportFile, pageFile]) rmSync(file, { force: true });
}

/** Writes the report and the page. */
export function writeReport(report: Report, stacks: readonly SynthesizedStack[]): void {
  const runs = report.patterns.map((one, index) => runModel(one, stacks[index] as SynthesizedStack));
  mkdirSync(folder, { recursive: true });
  writeFileSync(reportFile, toJson(report));
  writeFileSync(pageFile, renderPage({ at: new Date().toISOString(), runs }));
}

/** A run as the page shows it. */
export const runModel = ({ pattern, ...found }: PatternReport, stack: SynthesizedStack): RunModel => ({
  ...found,
  name: `Pattern ${pattern}`,
  definition: toDefinition(stateMachineConfiguration(stack.only("aws_sfn_state_machine")).definition),
});
