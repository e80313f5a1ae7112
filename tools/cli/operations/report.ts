import {
  DescribeStateMachineForExecutionCommand,
  paginateGetExecutionHistory,
  type HistoryEvent,
} from "@aws-sdk/client-sfn";
import { writeFileSync } from "node:fs";
import { toDefinition } from "../../page/definition";
import type { RunModel } from "../../page/model";
import type { ExecutionStatus as ShownStatus } from "../../page/outcomes";
import { renderPage } from "../../page/page";
import { stepFunctionsIn } from "../aws/step-functions";
import { CommandError } from "../command-error";
import { Failures, type Failure } from "./failures";
import type { FoundExecution } from "./find-run";
import { progressOf } from "./progress";
import { readRunState, type ExecutionStatus } from "./run-state";
import { withLogUrls } from "./task-logs";

/** GetExecutionHistory gives at most so many events in one answer. */
const pageSize = 1_000;

async function historyOf({ stack, executionArn }: FoundExecution): Promise<HistoryEvent[]> {
  const history: HistoryEvent[] = [];
  // Of the data that states had, the page shows nothing.
  const pages = paginateGetExecutionHistory(
    { client: stepFunctionsIn(stack.deployment.region), pageSize },
    { executionArn, includeExecutionData: false },
  );
  for await (const { events = [] } of pages) history.push(...events);
  return history;
}

/** A redrive that waits to begin is shown as one that has. */
const shown: Readonly<Record<Exclude<ExecutionStatus, "FORGOTTEN">, ShownStatus>> = {
  RUNNING: "RUNNING",
  PENDING_REDRIVE: "RUNNING",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  TIMED_OUT: "TIMED_OUT",
  ABORTED: "ABORTED",
};

async function runModelOf(found: FoundExecution, now: string): Promise<RunModel> {
  const { stack, executionArn } = found;
  const state = await readRunState(found);
  const { executionStatus, error, cause, summary = null, tasks, otherTasks, tasksByStatus, rowsGone } = state;
  if (executionStatus === "FORGOTTEN")
    throw new CommandError(`Step Functions has forgotten ${executionArn}, 90 days after its end; show has its tasks.`);
  const { definition = "" } = await stepFunctionsIn(stack.deployment.region).send(
    new DescribeStateMachineForExecutionCommand({ executionArn }),
  );
  return {
    name: `Pattern ${stack.pattern}`,
    status: shown[executionStatus],
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    executionSeconds: progressOf(state, now).elapsedSeconds,
    definition: toDefinition(definition),
    history: await historyOf(found),
    summary,
    details: tasks,
    lastLogLines: lastLinesOf(await new Failures(stack).of(state)),
    logUrls: Object.fromEntries(
      (await withLogUrls(stack, tasks)).flatMap(({ ecs_task_id, log_url }) =>
        log_url === undefined ? [] : [[ecs_task_id, log_url]],
      ),
    ),
    ...((otherTasks > 0 || rowsGone) && { counts: tasksByStatus }),
  };
}

const lastLinesOf = (failures: readonly Failure[]): Record<string, string> =>
  Object.fromEntries(
    failures.map(({ ecs_task_id, log }) => [
      ecs_task_id,
      "lines" in log ? (log.lines.at(-1) ?? "none") : `its log cannot be shown: ${log.unavailable}`,
    ]),
  );

/**
 * Writes a run as one self-contained HTML file.
 *
 * @throws CommandError when Step Functions has forgotten the execution, or the file cannot be written
 */
export async function writeReport(found: FoundExecution, file: string): Promise<void> {
  const at = new Date().toISOString();
  const page = renderPage({ at, runs: [await runModelOf(found, at)] });
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new CommandError(`Cannot write ${file}: ${(error as Error).message}`);
  }
}
