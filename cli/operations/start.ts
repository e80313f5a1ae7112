import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import type { Pattern } from "../../workflow/history-events";
import { parseWorkflowSpec } from "../../workflow/spec";
import { stepFunctionsIn } from "../aws/step-functions";
import { executionConsoleUrl } from "../../workflow/console-url";
import type { DeployedStack } from "../outputs";

/** What `start --json` prints. */
export interface StartedRun {
  readonly pattern: Pattern;
  readonly workflowName: string;
  /** Of a spec that brings one. Otherwise the run makes it, of its start time. */
  readonly workflowRunId?: string;
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
  const { executionArn = "" } = await stepFunctionsIn(deployment.region).send(
    // With a name, a call that is sent again after a lost answer starts nothing twice.
    new StartExecutionCommand({ stateMachineArn, name: randomUUID(), input: JSON.stringify(input) }),
  );
  const { workflowName, workflowRunId } = spec;
  return {
    pattern,
    workflowName,
    ...(workflowRunId !== undefined && { workflowRunId }),
    numberOfTasks: spec.taskList.length,
    executionArn,
    consoleUrl: executionConsoleUrl(deployment.region, executionArn),
  };
}
