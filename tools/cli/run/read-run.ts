import { DescribeExecutionCommand, ExecutionDoesNotExist, type DescribeExecutionOutput } from "@aws-sdk/client-sfn";
import pMap from "p-map";
import type { DetailRow } from "../../../workflow/audit-rows";
import { consoleUrls } from "../../../workflow/console-url";
import type { RunKey } from "../../../workflow/run";
import { didNotComplete } from "../../page/attempt";
import type { CountedTasks, ExplainedTask, LogTail, Run } from "../../page/model";
import { clientsOf } from "../aws/clients";
import { countTasks, withRunsCounts } from "./count-tasks";
import { findOfExecution, hasRun, type FoundExecution } from "./find";
import { TaskLogs } from "./task-logs";

/** A run in AWS: result of `watch --json` and `show --json`. */
export interface AwsRun extends Run {
  readonly consoleUrl: string;
}

type Described = Partial<Omit<DescribeExecutionOutput, "status">> & { readonly status?: Run["executionStatus"] };

async function describeExecution({ stack, executionArn }: FoundExecution): Promise<Described> {
  try {
    return (await clientsOf(stack).stepFunctions.send(new DescribeExecutionCommand({ executionArn }))) as Described;
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return { status: "FORGOTTEN" };
    throw error;
  }
}

/**
 * Reads all that there is of a run, the logs of its failures included; of its tasks' rows all are counted, and few are kept.
 *
 * @param logs of its deployment, where it is read again and again
 */
export async function readRun(found: FoundExecution, logs = new TaskLogs(found.stack)): Promise<AwsRun> {
  const { stack, executionArn } = found;
  // The execution first: once it has ended, the rows have their last state.
  const { status = "RUNNING", error, cause, startDate, stopDate } = await describeExecution(found);
  const { run, summary, ...counted } = await readRows(found);
  const startTime = startDate?.toISOString() ?? summary?.start_time;
  return {
    pattern: stack.pattern,
    workflowName: stack.deployment.workflowName,
    ...run,
    executionArn,
    consoleUrl: consoleUrls.execution(stack.deployment.region, executionArn),
    executionStatus: status,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(startTime !== undefined && { startTime }),
    ...(stopDate && { endTime: stopDate.toISOString() }),
    ...(summary && { summary }),
    ...counted,
    tasks: await explained(counted.tasks, logs),
  };
}

/** The logs of so many failures are read; each takes a call. */
const mostTails = 10;

const notAsked: LogTail = { unavailable: `only those of the first ${mostTails} are read` };

/** Calls at once. */
const concurrency = 5;

async function explained(tasks: readonly DetailRow[], logs: TaskLogs): Promise<ExplainedTask[]> {
  const failed = tasks.filter(didNotComplete);
  const tails = await pMap(failed.slice(0, mostTails), (row) => logs.tail(row), { concurrency });
  const tailOf = new Map(failed.map((row, index) => [row, tails[index] ?? notAsked]));
  return tasks.map((row) => {
    const [log_url, log] = [logs.url(row), tailOf.get(row)];
    return { ...row, ...(log_url !== undefined && { log_url }), ...(log && { log }) };
  });
}

type RunRows = CountedTasks & Pick<Run, "summary"> & { readonly run?: RunKey };

/** The rows of the execution's run; none when it has no run. */
async function readRows(found: FoundExecution): Promise<RunRows> {
  const { stack, run } = hasRun(found) ? found : await findOfExecution(found.stack, found.executionArn);
  if (!run) return await countTasks([]);
  const audit = clientsOf(stack).audit;
  const [summary, counted] = await Promise.all([audit.findRun(run), countTasks(audit.pages(run, "all"))]);
  return { run, ...(summary && { summary }), ...withRunsCounts(counted, summary) };
}
