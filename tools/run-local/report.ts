import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import type { PublishedMessage } from "../local/endpoints/sns";
import { runText } from "../cli/run/text";
import type { ReportedRun } from "../page/model";
import { renderPage } from "../page/page";

/** The outcome of one pattern's workflow, and what it left. */
export interface PatternReport extends ReportedRun {
  /** Keys of the objects in the bucket. */
  readonly objects: readonly string[];
  /** Lines that the tasks wrote, task by task, each after its task's name. */
  readonly output: readonly string[];
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

/** File of what the tasks of the last local run wrote. */
export const outputFile = join(folder, "tasks.log");

/** True when every workflow did all it should. */
export const succeeded = ({ patterns }: Report): boolean =>
  patterns.every(({ executionStatus }) => executionStatus === "SUCCEEDED");

export const toJson = (report: Report): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** The text at the end of a pattern's run. @param columns width of the terminal */
export const reportText = (report: PatternReport, columns?: number): string =>
  runText(report, {
    columns,
    more: [
      `Objects in the bucket: ${report.objects.length}. Summary row: ${report.summary?.status ?? "none"}.`,
      ...(report.messages ?? []).flatMap(({ topicArn, subject }) => [
        `Told the topic ${topicArn.split(":").at(-1)}:`,
        `  ${subject}`,
      ]),
    ],
  });

/** Removes what an earlier run wrote, which would otherwise seem to be this one's when this one does not start. */
export function removeReport(): void {
  for (const file of [reportFile, pageFile, outputFile]) rmSync(file, { force: true });
}

/** Writes the report, the page and what the tasks wrote. */
export function writeReport(report: Report): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(reportFile, toJson(report));
  writeFileSync(pageFile, renderPage({ at: new Date().toISOString(), runs: report.patterns }));
  const lines = report.patterns.flatMap(({ pattern, output }) => output.map((line) => `Pattern ${pattern}  ${line}\n`));
  writeFileSync(outputFile, lines.join(""));
}
