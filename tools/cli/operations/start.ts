import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import type { Pattern } from "../../../workflow/deployment";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { parseSpec } from "../../../workflow/parse-spec";
import { hasSource } from "../../../workflow/spec";
import { stepFunctionsIn } from "../aws/step-functions";
import { executionConsoleUrl } from "../../../workflow/console-url";
import { listExists, listOf } from "../lists/source";
import type { DeployedStack } from "../outputs";
import type { StartInput } from "./start-input";

/** Result of `start --json`. */
export interface StartedRun {
  readonly pattern: Pattern;
  readonly workflowName: string;
  /** Of a spec that brings one. Otherwise the run makes it, of its start time. */
  readonly workflowRunId?: string;
  /** Absent of a list in S3 that nobody has counted. */
  readonly numberOfTasks?: number;
  /** Place of a list in S3. */
  readonly list?: string;
  readonly executionArn: string;
  readonly consoleUrl: string;
}

/**
 * Starts a workflow, once it is known that its spec will be accepted.
 *
 * @throws InvalidWorkflowSpec with everything that is wrong, a list that is not there included; nothing was started then
 */
export async function start(stack: DeployedStack, { input, numberOfTasks }: StartInput): Promise<StartedRun> {
  const { pattern, deployment, stateMachineArn } = stack;
  const spec = parseSpec(input, stack);
  const list = hasSource(spec) ? listOf(spec).name : undefined;
  if (hasSource(spec) && !(await listExists(spec)))
    throw new InvalidWorkflowSpec([`taskSource: there is no ${listOf(spec).name}: put the list there first`]);
  const { executionArn = "" } = await stepFunctionsIn(deployment.region).send(
    // With a name, a call that is sent again after a lost answer starts nothing twice.
    new StartExecutionCommand({ stateMachineArn, name: randomUUID(), input: JSON.stringify(input) }),
  );
  const { workflowName, workflowRunId } = spec;
  return {
    pattern,
    workflowName,
    ...(workflowRunId !== undefined && { workflowRunId }),
    ...(!hasSource(spec) && { numberOfTasks: spec.taskList.length }),
    ...(numberOfTasks !== undefined && { numberOfTasks }),
    ...(list !== undefined && { list }),
    executionArn,
    consoleUrl: executionConsoleUrl(deployment.region, executionArn),
  };
}
