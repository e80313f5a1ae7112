import type { Command } from "commander";
import { writeFileSync } from "node:fs";
import {
  DescribeStateMachineForExecutionCommand,
  paginateGetExecutionHistory,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { toDefinition } from "../../page/graph";
import { renderPage } from "../../page/page";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { runCommand, type RunOptions } from "../options";
import { findRun, withRun, type FoundExecution } from "../run/find";
import { readRun } from "../run/read-run";
import { present, type Terminal } from "../terminal";

/** GetExecutionHistory gives at most so many events in one answer. */
const pageSize = 1_000;

async function historyOf({ stack, executionArn }: FoundExecution): Promise<HistoryEvent[]> {
  const history: HistoryEvent[] = [];
  // Of the data that states had, the page shows nothing.
  const pages = paginateGetExecutionHistory(
    { client: clientsOf(stack).stepFunctions, pageSize },
    { executionArn, includeExecutionData: false },
  );
  for await (const { events = [] } of pages) history.push(...events);
  return history;
}

/**
 * A run as one self-contained HTML page.
 *
 * @throws CommandError when Step Functions has forgotten the execution
 */
async function pageOf(found: FoundExecution): Promise<string> {
  const { stack, executionArn } = found;
  const at = new Date().toISOString();
  const run = await readRun(found);
  if (run.executionStatus === "FORGOTTEN")
    throw new CommandError(`Step Functions has forgotten ${executionArn}, 90 days after its end; show has its tasks.`);
  const { definition = "" } = await clientsOf(stack).stepFunctions.send(
    new DescribeStateMachineForExecutionCommand({ executionArn }),
  );
  return renderPage({ at, runs: [{ ...run, definition: toDefinition(definition), history: await historyOf(found) }] });
}

interface ReportOptions extends RunOptions {
  readonly file?: string;
}

/** The command `report`. */
export const make = (terminal: Terminal): Command =>
  runCommand("report", ["report latest", "report 20261124224854123 --file run.html"])
    .option("--file <file>", "where to write it (default: report-<run id>.html)")
    .action(async (reference: string, options: ReportOptions) => {
      const found = withRun(await findRun(options, reference));
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
