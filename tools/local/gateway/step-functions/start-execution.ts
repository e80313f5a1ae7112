import { randomUUID } from "node:crypto";
import type { Deployed } from "../../deployed/deployed";
import type { StateMachineConfiguration } from "../../state-machine/definition";
import { executionArnOf, startExecution, type Execution } from "../../state-machine/execution";
import type { Integrations } from "../../state-machine/integrations/integration";
import type { DenialOf } from "../../iam/iam";
import { parseExactly, type Json } from "../../json";
import { AwsError } from "../../http/aws-answers";
import type { Executions } from "./executions";

export interface ExecutionSetting {
  readonly executions: Executions;
  readonly deployed: Pick<Deployed, "stateMachines" | "refresh">;
  /** Finds the integrations of a state machine's states, and the refusals of its role. */
  readonly callerFor: (
    stateMachine: StateMachineConfiguration,
  ) => Promise<{ readonly integrations: Integrations; readonly denialOf?: DenialOf }>;
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Is told each change of an execution's status. */
  readonly onStatus?: (execution: Execution) => void;
}

/**
 * Finds a state machine by its ARN.
 *
 * @throws AwsError StateMachineDoesNotExist
 */
export function stateMachineNamed(
  { stateMachines }: Pick<Deployed, "stateMachines">,
  stateMachineArn: string,
): StateMachineConfiguration {
  const found = stateMachines.find(({ arn }) => arn === stateMachineArn);
  if (!found) throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${stateMachineArn}'`);
  return found;
}

/** The same, after a look at what is deployed now. */
export async function stateMachineNow(
  deployed: ExecutionSetting["deployed"],
  stateMachineArn: string,
): Promise<StateMachineConfiguration> {
  await deployed.refresh();
  return stateMachineNamed(deployed, stateMachineArn);
}

interface StartExecutionInput {
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input?: string;
}

/** Step Functions API reference, StartExecution: `name`. */
// eslint-disable-next-line no-control-regex -- control characters are what it must not have
const namePattern = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/**
 * StartExecution: the same call again answers the same while the execution runs.
 *
 * @throws AwsError InvalidName, InvalidExecutionInput, ExecutionAlreadyExists, and what finding the state machine throws
 */
export async function start(setting: ExecutionSetting, given: StartExecutionInput): Promise<object> {
  const { executions, deployed, callerFor, realTime, onStatus } = setting;
  const { stateMachineArn, name = randomUUID(), input: inputText = "{}" } = given;
  if (!namePattern.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
  const input = parsedInput(inputText);
  const stateMachine = await stateMachineNow(deployed, stateMachineArn);
  const earlier = executions.find(executionArnOf(stateMachine, name));
  if (earlier) return started(sameCall(earlier, inputText));
  const caller = await callerFor(stateMachine);
  const watch = onStatus ? { onStatus } : {};
  const execution = startExecution({ ...caller, stateMachine, input, inputText, name, realTime, ...watch });
  executions.add(execution);
  return started(execution);
}

const started = ({ executionArn, startedAt }: Execution) => ({ executionArn, startDate: startedAt });

function parsedInput(input: string): Json {
  try {
    return parseExactly(input);
  } catch (error) {
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}

function sameCall(execution: Execution, inputText: string): Execution {
  if (execution.status === "RUNNING" && execution.inputText === inputText) return execution;
  throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${execution.executionArn}'`);
}
