import { DescribeExecutionCommand, ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { type RunKey, runIdFromStartTime, runIdPattern, runOf } from "../../../workflow/run";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import type { RunOptions } from "../options";
import { deployedStacks, patternNames, type DeployedStack } from "../outputs";
import { summaryRows } from "./summary-rows";

/** An execution that somebody named, by its run or itself. */
export interface FoundExecution {
  readonly stack: DeployedStack;
  readonly executionArn: string;
  /** Its run, the one whose row has its ARN; absent when it was refused, has not begun yet, or its row is gone. */
  readonly run?: RunKey;
}

/** A run that somebody named. */
export type FoundRun = FoundExecution & { readonly run: RunKey };

/**
 * Finds an execution by its run's id, by its ARN, or as the `latest` that was started.
 *
 * @throws CommandError when there is no such run, or more than one
 */
export async function findRun(options: RunOptions, reference: string): Promise<FoundExecution> {
  const stacks = deployedStacks(options);
  if (reference === "latest") return findLatest(stacks);
  if (reference.startsWith("arn:")) return findByArn(stacks, reference);
  if (runIdPattern.test(reference)) return findById(stacks, reference, options.workflow);
  throw new CommandError(`"${reference}" is no run: name it by a run id, an execution ARN, or latest.`);
}

/** @throws CommandError when the execution has no run */
export function withRun(found: FoundExecution): FoundRun {
  if (hasRun(found)) return found;
  throw new CommandError(
    `${found.executionArn} has no row, so it has no run: it was refused, has not begun yet, or its row is gone by now. Nothing was done.`,
  );
}

/** True once the execution has a run. */
export const hasRun = (found: FoundExecution): found is FoundRun => found.run !== undefined;

async function findById(
  stacks: readonly DeployedStack[],
  workflowRunId: string,
  workflowName: string | undefined,
): Promise<FoundExecution> {
  const runs = stacks.map(async (stack) => {
    const run = { workflowName: workflowName ?? stack.deployment.workflowName, workflowRunId };
    const summary = await clientsOf(stack).audit.findRun(run);
    return summary ? [{ stack, run, executionArn: summary.execution_arn }] : [];
  });
  const found = (await Promise.all(runs)).flat();
  const [first, ...others] = found;
  if (others.length > 0) {
    const names = patternNames(found.map(({ stack }) => stack));
    throw new CommandError(`${names} have a run ${workflowRunId}: say which one with --pattern.`);
  }
  if (first) return first;
  const tables = stacks.map(({ deployment }) => deployment.ddbTableNameWFSummary).join(" or ");
  throw new CommandError(
    `There is no run ${workflowRunId} of ${workflowName ?? "this deployment's workflow"} in ${tables}. ` +
      "npm run workflow -- list shows the runs there are; --workflow NAME names another workflow.",
  );
}

async function findByArn(stacks: readonly DeployedStack[], executionArn: string): Promise<FoundExecution> {
  const stack = stacks.find(({ stateMachineArn }) =>
    executionArn.startsWith(`${stateMachineArn.replace(":stateMachine:", ":execution:")}:`),
  );
  if (!stack) {
    const machines = stacks.map(({ stateMachineArn }) => stateMachineArn).join(" or ");
    throw new CommandError(`${executionArn} is no execution of ${machines}.`);
  }
  return findOfExecution(stack, executionArn);
}

/** Difference between the times that Step Functions tells of one start, at most: milliseconds. */
const startToleranceMs = 2_000;

/**
 * Looks up the run of an execution: of the rows with the id that its input brings, or with one made of about its start time,
 * the one that has its ARN. Another execution may have been faster with the same id.
 */
export async function findOfExecution(stack: DeployedStack, executionArn: string): Promise<FoundExecution> {
  const { input = "null", startDate = new Date() } = await clientsOf(stack).stepFunctions.send(
    new DescribeExecutionCommand({ executionArn }),
  );
  const execution = { executionArn, startTime: startDate.toISOString(), input: JSON.parse(input) as unknown };
  const { workflowName, workflowRunId } = runOf(execution, stack.deployment.workflowName);
  const idAt = (offsetMs: number) => runIdFromStartTime(new Date(startDate.getTime() + offsetMs).toISOString());
  const row =
    (await clientsOf(stack).audit.findRun({ workflowName, workflowRunId })) ??
    (await summaryRows(stack, workflowName, { ids: [idAt(-startToleranceMs), idAt(startToleranceMs)] })).find(
      ({ execution_arn }) => execution_arn === executionArn,
    );
  if (row?.execution_arn !== executionArn) return { stack, executionArn };
  return { stack, executionArn, run: { workflowName: row.workflow_name, workflowRunId: row.workflow_run_id } };
}

async function findLatest(stacks: readonly DeployedStack[]): Promise<FoundExecution> {
  const newest = stacks.map((stack) =>
    clientsOf(stack).stepFunctions.send(
      new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn, maxResults: 1 }),
    ),
  );
  const [latest] = (await Promise.all(newest))
    .flatMap(({ executions = [] }) => executions)
    .sort((left, right) => Number(right.startDate) - Number(left.startDate));
  if (latest?.executionArn === undefined)
    throw new CommandError("No workflow was started yet. Start one with: npm run workflow -- start --sample");
  return findByArn(stacks, latest.executionArn);
}
