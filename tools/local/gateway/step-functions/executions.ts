import type { StartExecutionInput } from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import type { Deployed } from "../../deployed/deployed";
import { AwsError } from "../../http/aws-answers";
import { parseExactly, type Json } from "../../json";
import type { StateMachineConfiguration } from "../../state-machine/definition";
import { executionArnOf, startExecution, type Execution } from "../../state-machine/execution";
import type { Caller } from "../../state-machine/branch";

/**
 * Finds a state machine by its ARN.
 *
 * @throws AwsError StateMachineDoesNotExist
 */
export function stateMachineNamed(
  { stateMachines }: Pick<Deployed, "stateMachines">,
  stateMachineArn: string | undefined,
): StateMachineConfiguration {
  const found = stateMachines.find(({ arn }) => arn === stateMachineArn);
  if (!found)
    throw new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${String(stateMachineArn)}'`);
  return found;
}

/** Step Functions API reference, StartExecution: `name`. */
// oxlint-disable-next-line no-control-regex -- control characters are what it must not have
const namePattern = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

function parsedInput(input: string): Json {
  try {
    return parseExactly(input);
  } catch (error) {
    throw new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}

/** All executions so far, and what they are started from. */
export class Executions {
  private readonly byArn = new Map<string, Execution>();

  /**
   * @param callerFor services as a state machine's states call them
   * @param realTime true when Wait states last as long as in AWS
   * @param onStatus is told each change of an execution's status
   */
  constructor(
    private readonly deployed: Pick<Deployed, "stateMachines" | "refresh">,
    private readonly callerFor: (stateMachine: StateMachineConfiguration) => Promise<Caller>,
    private readonly realTime: boolean,
    private readonly onStatus: (execution: Execution) => void,
  ) {}

  /** A state machine that is deployed now. @throws AwsError StateMachineDoesNotExist */
  async stateMachine(stateMachineArn: string | undefined): Promise<StateMachineConfiguration> {
    await this.deployed.refresh();
    return stateMachineNamed(this.deployed, stateMachineArn);
  }

  /**
   * StartExecution: the same call again gives the same execution while that runs.
   *
   * @throws AwsError InvalidName, InvalidExecutionInput, StateMachineDoesNotExist, ExecutionAlreadyExists
   */
  async start({
    stateMachineArn,
    name = randomUUID(),
    input: inputText = "{}",
  }: StartExecutionInput): Promise<Execution> {
    const { realTime, onStatus } = this;
    if (!namePattern.test(name)) throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
    const input = parsedInput(inputText);
    const stateMachine = await this.stateMachine(stateMachineArn);
    const earlier = this.byArn.get(executionArnOf(stateMachine, name));
    if (earlier?.status === "RUNNING" && earlier.inputText === inputText) return earlier;
    if (earlier) throw new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${earlier.executionArn}'`);
    const caller = await this.callerFor(stateMachine);
    const execution = startExecution({ ...caller, stateMachine, input, inputText, name, realTime, onStatus });
    this.byArn.set(execution.executionArn, execution);
    return execution;
  }

  /** @throws AwsError ExecutionDoesNotExist */
  get(executionArn = ""): Execution {
    const execution = this.byArn.get(executionArn);
    if (!execution) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
    return execution;
  }

  /** Of one state machine, the newest first. */
  of(stateMachineArn: string): Execution[] {
    return this.all()
      .filter(({ stateMachine }) => stateMachine.arn === stateMachineArn)
      .reverse();
  }

  /** Stops all that run, and waits for it. */
  async close(): Promise<void> {
    const running = this.all().filter(({ status }) => status === "RUNNING");
    for (const execution of running) execution.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  private all(): Execution[] {
    return [...this.byArn.values()];
  }
}
