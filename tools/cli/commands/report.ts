import type { Command } from "commander";
import { writeFileSync } from "node:fs";
import { CommandError } from "../errors";
import { runCommand, type RunOptions } from "../options";
import { deployedStacks } from "../outputs";
import { findRun, withRun } from "../run/find";
import { pageOf } from "../run/page";
import { present, type Terminal } from "../terminal";

interface ReportOptions extends RunOptions {
  readonly file?: string;
}

/** The command `report`. */
export const reportCommand = (terminal: Terminal): Command =>
  runCommand("report", "Writes a run as one HTML page: its states, the timeline of its tasks, its failures.", [
    "report latest",
    "report 20261124224854123 --file run.html",
  ])
    .option("--file <file>", "where to write it (default: report-<run id>.html)")
    .action(async (reference: string, options: ReportOptions) => {
      const found = withRun(await findRun(deployedStacks(options), reference, options.workflow));
      const { workflowRunId } = found.run;
      const { file = `report-${workflowRunId}.html` } = options;
      const page = await pageOf(found);
      try {
        writeFileSync(file, page);
      } catch (error) {
        throw new CommandError(`Cannot write ${file}: ${(error as Error).message}`);
      }
      const written = { workflowRunId, executionArn: found.executionArn, file };
      present(terminal, options, written, () => `Run ${workflowRunId} is on one page: ${file}`);
    });
