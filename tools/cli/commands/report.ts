import type { Command } from "commander";
import { command, runOptions, type RunOptions } from "../options";
import { deployedStacks } from "../stacks";
import { present, type Terminal } from "../terminal";

interface ReportOptions extends RunOptions {
  readonly file?: string;
}

/** Result of `report --json`. */
interface WrittenReport {
  readonly workflowRunId: string;
  readonly executionArn: string;
  readonly file: string;
}

/** The command `report`. */
export const reportCommand = (terminal: Terminal): Command =>
  runOptions(
    command("report", "Writes a run as one HTML page: its states, the timeline of its tasks, its failures.", [
      "report latest",
      "report 20261124224854123 --file run.html",
    ]),
  )
    .option("--file <file>", "where to write it (default: report-<run id>.html)")
    .action(async (reference: string, options: ReportOptions) => {
      const { findRun, withRun } = require("../operations/find-run") as typeof import("../operations/find-run");
      const { writeReport } = require("../operations/report") as typeof import("../operations/report");
      const found = withRun(await findRun(deployedStacks(options), reference, options.workflow));
      const { run, executionArn } = found;
      const { workflowRunId } = run;
      const file = options.file ?? `report-${workflowRunId}.html`;
      await writeReport(found, file);
      const written: WrittenReport = { workflowRunId, executionArn, file };
      present(terminal, options.json, written, () => `Run ${workflowRunId} is on one page: ${file}`);
    });
