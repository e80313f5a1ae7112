import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import type { AuditRows } from "../local/audit-tables";
import type { PublishedMessage } from "../local/endpoints/sns";
import type { ExecutionEnd, ExecutionResult } from "../local/state-machine/execution";
import type { HistoryEvent } from "../local/state-machine/history";
import type { Pattern } from "../local/synthesis";

/** Rows and objects that a run has left so far. */
export interface Found {
  readonly rows: AuditRows;
  /** Keys of all objects in the bucket. */
  readonly objects: readonly string[];
}

/** The outcome of one pattern's workflow, and what it left. */
export interface PatternReport {
  readonly pattern: Pattern;
  readonly status: ExecutionEnd["status"];
  /** Error of an execution that did not succeed. */
  readonly error?: string;
  readonly cause?: string;
  readonly executionSeconds: number;
  /** Keys of all objects in the bucket. */
  readonly objects: readonly string[];
  /** The run's row, or null when the workflow was refused before it began. */
  readonly summary: SummaryRow | null;
  readonly details: readonly DetailRow[];
  /** The last line that each task which did not complete wrote, by `ecs_task_id`. */
  readonly lastLogLines: Readonly<Record<string, string>>;
  readonly history: readonly HistoryEvent[];
  /** Messages that topics got of it. @default none */
  readonly messages?: readonly PublishedMessage[];
}

export interface Report {
  readonly patterns: readonly PatternReport[];
}

/** File of the last local run's report. */
export const reportFile = join(projectFolder, "local-run", "report.json");

/** Makes one of an execution, what was found after it, and the last line that each task wrote, by the task's id. */
export const patternReport = (
  pattern: Pattern,
  { end, executionSeconds, history }: ExecutionResult,
  { rows, objects }: Found,
  written: ReadonlyMap<string, string>,
): PatternReport => ({
  pattern,
  status: end.status,
  ...(end.status === "SUCCEEDED" ? {} : { error: end.error, cause: end.cause }),
  executionSeconds,
  objects,
  summary: rows.summaries[0] ?? null,
  details: rows.details,
  lastLogLines: lastLogLines(rows.details, written),
  history,
});

const lastLogLines = (details: readonly DetailRow[], written: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries(
    details.flatMap(({ status, ecs_task_id }) => {
      const line = written.get(ecs_task_id.split("/").at(-1) ?? "");
      return line === undefined || status === "Completed" ? [] : [[ecs_task_id, line]];
    }),
  );

/** True when every workflow did all it should. */
export const succeeded = ({ patterns }: Report): boolean => patterns.every(({ status }) => status === "SUCCEEDED");

export const toJson = (report: Report): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** Removes the report of an earlier run, which would otherwise seem to be this one's when this one does not start. */
export function removeReport(): void {
  rmSync(reportFile, { force: true });
}

export function writeReport(report: Report): void {
  mkdirSync(dirname(reportFile), { recursive: true });
  writeFileSync(reportFile, toJson(report));
}
