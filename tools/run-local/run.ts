import type { DetailRow } from "../../workflow/audit-rows";
import type { PreparedFault } from "../faults/lab";
import { countTasks, withRunsCounts } from "../cli/run/count-tasks";
import { readAuditTables, Bucket, type Objects } from "../local/contents";
import type { Closers } from "../local/ending";
import { deploymentOf } from "../local/deployed/stack";
import type { PublishedMessage } from "../local/endpoints/sns";
import type { Json } from "../local/json";
import { startLocalCloud } from "../local/local-cloud";
import type { RunnerName } from "../local/runners";
import { stateMachineConfiguration } from "../local/state-machine/definition";
import type { EndedExecution } from "../local/state-machine/execution";
import type { HistoryEvent } from "../local/state-machine/history";
import type { Pattern } from "../../workflow/deployment";
import type { SynthesizedStack } from "../local/terraform/synthesized-stack";
import { toDefinition } from "../page/graph";
import type { ExplainedTask } from "../page/model";
import type { Progress } from "./progress";
import type { PatternReport } from "./report";

/** One pattern's workflow, checked and ready to run. */
export interface WorkflowRun {
  readonly pattern: Pattern;
  readonly stack: SynthesizedStack;
  /** The execution's input. */
  readonly specs: Json;
  /** Objects in the bucket before the run. */
  readonly objects: Objects;
  /** Runner of the tasks. */
  readonly runner: RunnerName;
  readonly realTime: boolean;
  /** Quota of vCPUs for tasks that run at once. @default no limit */
  readonly vcpus?: number | undefined;
  /** Faults. @default none */
  readonly fault?: PreparedFault;
}

/**
 * Runs a workflow on a local cloud of its own, and reports how it went. `closers` end the cloud.
 *
 * @param progress shows the run while it goes on; undefined where nobody looks
 */
export async function runWorkflow(
  { pattern, stack, specs, objects, runner, realTime, vcpus, fault }: WorkflowRun,
  progress: Progress | undefined,
  closers: Closers,
): Promise<PatternReport> {
  const deployment = deploymentOf(stack);
  const messages: PublishedMessage[] = [];
  const cloud = await startLocalCloud(stack, {
    runner,
    vcpus,
    ...(fault && { faults: fault.hooks }),
    onMessage: (message) => messages.push(message),
    onTask: (task) => progress?.taskMoved(pattern, task),
  });
  closers.add(() => cloud.close());
  const bucket = new Bucket(deployment.s3BucketName, cloud.url, stack.region);
  await bucket.put(objects);
  const options = { realTime, onEvent: (event: HistoryEvent) => progress?.stateMoved(pattern, event) };
  const executions = fault ? await fault.drive(cloud, specs, options) : [await cloud.start(specs, options).ended];
  await cloud.rules.delivered();
  const { end, executionArn, startedAt, stoppedAt, history } = executions.at(-1) as EndedExecution;
  const { summaries, details } = await readAuditTables(deployment, cloud.url);
  const [summary] = summaries;
  const logOf = ({ ecs_task_id }: DetailRow): readonly string[] => cloud.logs.of(ecs_task_id.split("/").at(-1) ?? "");
  const counted = await countTasks([details.map((row) => withLastLine(row, logOf(row)))]);
  return {
    pattern,
    workflowName: summary?.workflow_name ?? deployment.workflowName,
    ...(summary && { workflowRunId: summary.workflow_run_id }),
    executionArn,
    executionStatus: end.status,
    ...(end.status === "SUCCEEDED" ? {} : { error: end.error, cause: end.cause }),
    startTime: startedAt.toISOString(),
    ...(stoppedAt && { endTime: stoppedAt.toISOString() }),
    ...(summary && { summary }),
    ...withRunsCounts(counted, summary),
    objects: await bucket.keys(),
    output: counted.tasks.flatMap((row) => logOf(row).map((line) => `${row.task_name}  ${line}`)),
    definition: toDefinition(stateMachineConfiguration(stack.only("aws_sfn_state_machine")).definition),
    history,
    ...(messages.length > 0 && { messages }),
  };
}

/** A task's row with the last line that it wrote, where it did not complete. */
const withLastLine = (row: DetailRow, log: readonly string[]): ExplainedTask =>
  log.length === 0 || row.status === "Completed" ? row : { ...row, log: { lines: log.slice(-1) } };
