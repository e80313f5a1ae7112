import Table from "cli-table3";
import pc from "../../terminal/colors";
import type { DetailRow } from "../../../workflow/audit-rows";
import type { PatternReport } from "../report";

/** The text at the end of a pattern's run: its tasks, the objects and rows found, and the reason of a failure. */
export const resultText = (report: PatternReport, terminalColumns?: number): string =>
  [heading(report), taskTable(report.details, terminalColumns), found(report), failure(report)]
    .filter((part) => part !== "")
    .join("\n");

const heading = ({ pattern, status, executionSeconds }: PatternReport): string => {
  const paint = status === "SUCCEEDED" ? pc.green : pc.red;
  return `\n${pc.bold(`Pattern ${pattern}`)}  ${paint(status)} in ${executionSeconds.toFixed(1)} s`;
};

/** Columns of the table that do not depend on the terminal, borders included. */
const narrowColumns = 50;

function taskTable(details: readonly DetailRow[], terminalColumns: number | undefined): string {
  if (details.length === 0) return "";
  // Only a terminal needs lines to wrap; elsewhere they are for searching.
  const fit = terminalColumns === undefined ? {} : { colWidths: [null, null, null, columnsFor(terminalColumns)] };
  const table = new Table({
    head: ["Task", "Status", "Seconds", "Object written, or reason"].map(pc.bold),
    // The table's own colours do not ask whether there is a terminal.
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    wrapOnWordBoundary: false,
    ...fit,
  });
  table.push(...details.map(taskLine));
  return table.toString();
}

const columnsFor = (terminalColumns: number): number => Math.max(terminalColumns - narrowColumns, 30);

const taskLine = ({ task_name, status, exec_time_in_seconds, destination_key, reason }: DetailRow): string[] => [
  task_name,
  status === "Completed" ? pc.green(status) : pc.red(status),
  exec_time_in_seconds?.toFixed(1) ?? "",
  destination_key ?? reason ?? "",
];

const found = ({ objects, summary, details }: PatternReport): string =>
  `${objects.length} objects, ${summary ? 1 : 0} summary row (${summary?.status ?? "none"}), ${details.length} detail rows`;

const failure = ({ status, error = "", cause = "" }: PatternReport): string =>
  status === "SUCCEEDED" ? "" : pc.red(`The workflow failed with ${error}: ${cause}`);
