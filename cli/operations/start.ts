import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import type { Pattern } from "../../workflow/history-events";
import { runOf } from "../../workflow/run";
import { parseWorkflowSpec } from "../../workflow/spec";
import { stepFunctionsIn } from "../aws/step-functions";
import { executionConsoleUrl } from "../console-link";
import type { DeployedStack } from "../outputs";
import type { FoundRun } from "./find-run";

/** What `start --json` prints. */
export interface StartedRun {
  readonly pattern: Pattern;
  readonly workflowName: string;
  readonly workflowRunId: string;
  readonly numberOfTasks: number;
  readonly executionArn: string;
  readonly consoleUrl: string;
}

/**
 * Starts a workflow, once it is known that its spec will be accepted.
 *
 * @param input the spec: any JSON value
 * @throws InvalidWorkflowSpec with everything that is wrong; nothing was started then
 */
export async function start(stack: DeployedStack, input: unknown): Promise<StartedRun> {
  const { pattern, deployment, stateMachineArn, maxTimeoutSeconds } = stack;
  const spec = parseWorkflowSpec(input, deployment, maxTimeoutSeconds, pattern);
  const { executionArn = "", startDate = new Date() } = await stepFunctionsIn(deployment.region).send(
    // With a name, a call that is sent again after a lost answer starts nothing twice.
    new StartExecutionCommand({ stateMachineArn, name: randomUUID(), input: JSON.stringify(input) }),
  );
  return {
    pattern,
    ...runOf({ executionArn, startTime: startDate.toISOString(), input }, deployment.workflowName),
    numberOfTasks: spec.taskList.length,
    executionArn,
    consoleUrl: executionConsoleUrl(deployment.region, executionArn),
  };
}

/** A run that was just started, to be followed. */
export const foundRunOf = (
  stack: DeployedStack,
  { workflowName, workflowRunId, executionArn }: StartedRun,
): FoundRun => ({
  stack,
  run: { workflowName, workflowRunId },
  executionArn,
});
