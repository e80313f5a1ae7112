import { DescribeExecutionCommand, ListExecutionsCommand } from "@aws-sdk/client-sfn";
import type { RunKey } from "../../../workflow/audit-store";
import { runIdPattern } from "../../../workflow/run-id";
import { runOf } from "../../../workflow/run";
import { stepFunctionsIn } from "../aws/step-functions";
import { CommandError } from "../command-error";
import type { DeployedStack } from "../outputs";
import { patternNames } from "../views/pattern-names";
import { auditArchiveOf, auditStoreOf } from "./audit";

/** A run that somebody named. */
export interface FoundRun {
  readonly stack: DeployedStack;
  readonly run: RunKey;
  readonly executionArn: string;
}

const executionPrefixOf = ({ stateMachineArn }: DeployedStack): string =>
  `${stateMachineArn.replace(":stateMachine:", ":execution:")}:`;

/** How a run can be named, as help says it. */
export const runArgument = "a run id, an execution ARN, or latest";

/**
 * Finds a run by its id, by its execution's ARN, or as the `latest` that was started.
 *
 * @param workflowName of a run id. @default each deployment's own
 * @throws CommandError when there is no such run, or more than one
 */
export async function findRun(
  stacks: readonly DeployedStack[],
  reference: string,
  workflowName?: string,
): Promise<FoundRun> {
  if (reference === "latest") return findLatest(stacks);
  if (reference.startsWith("arn:")) return findByArn(stacks, reference);
  if (runIdPattern.test(reference)) return findById(stacks, reference, workflowName);
  throw new CommandError(`"${reference}" is no run: name it by ${runArgument}.`);
}

async function findById(
  stacks: readonly DeployedStack[],
  workflowRunId: string,
  workflowName: string | undefined,
): Promise<FoundRun> {
  const runs = stacks.map(async (stack) => {
    const run = { workflowName: workflowName ?? stack.deployment.workflowName, workflowRunId };
    const summary = await auditStoreOf(stack).findRun(run);
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

async function findByArn(stacks: readonly DeployedStack[], executionArn: string): Promise<FoundRun> {
  const stack = stacks.find((one) => executionArn.startsWith(executionPrefixOf(one)));
  if (!stack) {
    const machines = stacks.map(({ stateMachineArn }) => stateMachineArn).join(" or ");
    throw new CommandError(`${executionArn} is no execution of ${machines}.`);
  }
  const { input = "null", startDate = new Date() } = await stepFunctionsIn(stack.deployment.region).send(
    new DescribeExecutionCommand({ executionArn }),
  );
  const execution = { executionArn, startTime: startDate.toISOString(), input: JSON.parse(input) as unknown };
  const run = runOf(execution, stack.deployment.workflowName);
  const recorded = await auditArchiveOf(stack).runStartedAt(run.workflowName, executionArn, startDate);
  return { stack, run: { ...run, ...(recorded && { workflowRunId: recorded.workflow_run_id }) }, executionArn };
}

async function findLatest(stacks: readonly DeployedStack[]): Promise<FoundRun> {
  const newest = stacks.map(async (stack) => {
    const { stateMachineArn } = stack;
    const { executions = [] } = await stepFunctionsIn(stack.deployment.region).send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 1 }),
    );
    return executions;
  });
  const [latest] = (await Promise.all(newest))
    .flat()
    .sort((left, right) => Number(right.startDate) - Number(left.startDate));
  if (latest?.executionArn === undefined)
    throw new CommandError("No workflow was started yet. Start one with: npm run workflow -- start");
  return findByArn(stacks, latest.executionArn);
}
