import type { ExecutionEnd, RunningExecution } from "../../state-machine/execution";
import { AwsError } from "../aws-error";
import type { ExecutionHistory } from "./history";

/** An execution and all that is asked about it. */
export interface Execution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  /** JSON, as it was given. */
  readonly input: string;
  readonly startedAt: Date;
  readonly history: ExecutionHistory;
  readonly running: RunningExecution;
  /** How it ended, and when. */
  end?: ExecutionEnd & { readonly stoppedAt: Date };
}

const seconds = (time: Date): number => time.getTime() / 1_000;

export const statusOf = ({ end }: Execution): ExecutionEnd["status"] | "RUNNING" => end?.status ?? "RUNNING";

/** An execution as ListExecutions shows it. */
export const listed = (execution: Execution) => ({
  executionArn: execution.executionArn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: statusOf(execution),
  startDate: seconds(execution.startedAt),
  ...(execution.end ? { stopDate: seconds(execution.end.stoppedAt) } : {}),
});

/** An execution as DescribeExecution shows it. */
export const described = (execution: Execution) => ({
  ...listed(execution),
  input: execution.input,
  inputDetails: { included: true },
  ...resultOf(execution),
  redriveCount: 0,
  redriveStatus: "NOT_REDRIVABLE",
  redriveStatusReason: "Executions cannot be redriven here",
});

function resultOf({ end }: Execution): object {
  if (!end) return {};
  return end.status === "SUCCEEDED"
    ? { output: JSON.stringify(end.output), outputDetails: { included: true } }
    : { ...(end.error && { error: end.error }), ...(end.cause && { cause: end.cause }) };
}

/** All executions so far. */
export class Executions {
  private readonly byArn = new Map<string, Execution>();

  add(execution: Execution): void {
    this.byArn.set(execution.executionArn, execution);
  }

  find(executionArn: string): Execution | undefined {
    return this.byArn.get(executionArn);
  }

  /** @throws AwsError ExecutionDoesNotExist */
  get(executionArn: string): Execution {
    const execution = this.find(executionArn);
    if (!execution) throw new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
    return execution;
  }

  /** Of one state machine, the newest first. */
  of(stateMachineArn: string): Execution[] {
    return [...this.byArn.values()].filter((execution) => execution.stateMachineArn === stateMachineArn).reverse();
  }

  /** Stops all that run, and waits for it. */
  async close(): Promise<void> {
    const running = [...this.byArn.values()].filter(({ end }) => !end);
    for (const execution of running) execution.running.abort();
    await Promise.all(running.map((execution) => execution.running.ended));
  }
}
