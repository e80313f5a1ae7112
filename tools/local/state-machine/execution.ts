import { randomUUID } from "node:crypto";
import type { DenialOf } from "../iam/iam";
import type { Json, JsonObject } from "../json";
import type { Flow, StateMachineConfiguration } from "./definition";
import { MapRun, type Child, type ExecutionStatus } from "./distributed-map/map-run";
import { runFlow } from "./flow";
import { History, inputDetails, type ExecutionEnd, type HistoryEvent } from "./history";
import { stepFunctionsIntegrations, type Integrations } from "./integrations/integration";
import { payloadText, StatesError } from "./language/states-error";
import { Branch, type Caller, type Run } from "./branch";
import { beginning, type Checkpoint } from "./checkpoint";
import { runnable } from "./runnable";
import { atLimit, Stopped } from "./stop";

/** Longest shortened Wait state, and pause before a retry. */
const shortPauseMs = 300;

/** The machine and the input of an execution, and who is told of it. */
export interface ExecutionProps extends Caller {
  readonly stateMachine: StateMachineConfiguration;
  /** The execution's input. */
  readonly input: Json;
  /** The same as it was given: JSON. @default made of the input */
  readonly inputText?: string;
  /** @default a name that no other execution has */
  readonly name?: string;
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Longest Wait state, and pause before a retry, when it is not in real time: milliseconds. @default 300 */
  readonly longestPauseMs?: number;
  /** Is told each event when it is written. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Is told each change of its status, the beginning of a redrive too. */
  readonly onStatus?: (execution: Execution) => void;
}

/** An execution that has ended. */
export type EndedExecution = Execution & { readonly end: ExecutionEnd };

/**
 * Starts a state machine.
 *
 * @throws Error when nothing was started: the definition is not valid or cannot be run here, or the input is too large
 */
export function startExecution(props: ExecutionProps): Execution {
  const { stateMachine, integrations, input, name = randomUUID() } = props;
  const known = [...Object.keys(integrations), ...Object.keys(stepFunctionsIntegrations([], mayAll))];
  const flow = runnable(stateMachine.definition, known);
  payloadText(input, "The execution's input");
  return new Execution({ ...props, flow, name });
}

/** The ARN of a state machine's execution with this name. */
export const executionArnOf = ({ arn }: Pick<StateMachineConfiguration, "arn">, name: string): string =>
  `${arn.replace(":stateMachine:", ":execution:")}:${name}`;

/** Developer guide, "Redrive eligibility for unsuccessful executions". */
const redrivableMs = 14 * 24 * 3_600 * 1_000;

/** The caller may do everything. */
const mayAll: DenialOf = () => undefined;

const ignore = () => undefined;

/** With the Map Run that it belongs to, of the execution of an item. */
type AllProps = ExecutionProps & { readonly name: string; readonly flow: Flow; readonly mapRun?: MapRun };

/** An execution: it runs as soon as it is made, ends, and may be redriven after. */
export class Execution implements Child, Run {
  readonly executionArn: string;
  readonly name: string;
  readonly input: Json;
  readonly inputText: string;
  readonly stateMachine: StateMachineConfiguration;
  /** The Map Run that it belongs to, of the execution of an item. */
  readonly mapRun: MapRun | undefined;
  /** Its own Map Runs, with the executions of their items. */
  readonly mapRuns: MapRun<Execution>[] = [];
  readonly startedAt = new Date();
  redriveCount = 0;
  redrivenAt: Date | undefined;
  end: ExecutionEnd | undefined;
  stoppedAt: Date | undefined;
  readonly region: string;
  readonly log: History;
  readonly integrations: Integrations;
  readonly denialOf: DenialOf;
  readonly runFlow = runFlow;
  private readonly checkpoint: Checkpoint;
  private stop = new AbortController();
  /** Is fulfilled when it has ended; after a redrive it is another, for that one's end. */
  ended: Promise<EndedExecution>;

  constructor(private readonly props: AllProps) {
    const { stateMachine, mapRun, name, flow, input, onEvent = ignore, denialOf = mayAll } = props;
    this.stateMachine = stateMachine;
    this.region = stateMachine.arn.split(":")[3] ?? "";
    this.denialOf = denialOf;
    this.integrations = { ...props.integrations, ...stepFunctionsIntegrations(this.mapRuns, denialOf) };
    this.mapRun = mapRun;
    this.name = name;
    this.input = input;
    this.inputText = props.inputText ?? JSON.stringify(input);
    this.executionArn = executionArnOf(stateMachine, name);
    this.checkpoint = beginning(flow, input, 0);
    this.log = new History(onEvent, (end) => {
      this.finish(end);
    });
    const details = { ...inputDetails(input, "The execution's input"), roleArn: stateMachine.roleArn };
    this.log.write(0, "ExecutionStarted", { executionStartedEventDetails: details });
    this.ended = this.run();
  }

  get status(): ExecutionStatus {
    return this.end?.status ?? "RUNNING";
  }

  get history(): readonly HistoryEvent[] {
    return this.log.events;
  }

  /** Time from its start to its end, or until now. */
  get executionSeconds(): number {
    return (Number(this.stoppedAt ?? Date.now()) - Number(this.startedAt)) / 1_000;
  }

  /** Ends it as ABORTED, with its Map Runs. What a state has begun goes on, as in AWS. */
  abort(error = "", cause = ""): void {
    this.finish({ status: "ABORTED", error, cause });
  }

  /** Reason for which it cannot be redriven; undefined when it can. Step Functions API reference, DescribeExecution, redriveStatusReason. */
  get notRedrivable(): string | undefined {
    if (!this.end) return "Execution is RUNNING and cannot be redriven";
    if (this.end.status === "SUCCEEDED") return "Execution is SUCCEEDED and cannot be redriven";
    if (this.log.isFull) return "Execution history event limit exceeded";
    if (Date.now() - Number(this.stoppedAt) > redrivableMs) return "Execution redrive period exceeded";
    return undefined;
  }

  /**
   * Goes on at the states that have not been left, with the input that they had; what succeeded is not run again.
   *
   * @returns false when it cannot be redriven
   */
  redrive(): boolean {
    if (this.notRedrivable !== undefined) return false;
    this.end = undefined;
    this.stoppedAt = undefined;
    this.stop = new AbortController();
    this.redriveCount += 1;
    this.redrivenAt = new Date();
    this.log.reopen(this.redriveCount);
    this.ended = this.run();
    return true;
  }

  private async run(): Promise<EndedExecution> {
    const { flow, onStatus } = this.props;
    onStatus?.(this);
    // A redrive begins it anew.
    const clearLimit = atLimit(flow.TimeoutSeconds, () => {
      this.finish({ status: "TIMED_OUT", error: "States.Timeout", cause: "" });
    });
    try {
      const output = await runFlow(new Branch(flow, this.checkpoint, this.stop.signal, this));
      payloadText(output, "The execution's output");
      this.finish({ status: "SUCCEEDED", output });
    } catch (error) {
      // Of one that was stopped the end is known already.
      const { name, message: cause } = error as Error;
      this.finish({ status: "FAILED", error: error instanceof StatesError ? name : "States.Runtime", cause });
    } finally {
      clearLimit();
    }
    return this as EndedExecution;
  }

  private finish(end: ExecutionEnd): void {
    if (this.end) return;
    this.end = end;
    this.stoppedAt = new Date();
    this.log.end(this.checkpoint.previousEventId, end);
    this.stop.abort(new Stopped());
    for (const mapRun of this.mapRuns) mapRun.end("ABORTED");
    this.props.onStatus?.(this);
  }

  pauseMs(seconds: number): number {
    const { realTime, longestPauseMs = shortPauseMs } = this.props;
    return Math.min(seconds * 1_000, realTime ? Infinity : longestPauseMs);
  }

  /** Developer guide, "Accessing execution data from the Context object". */
  context(): JsonObject {
    const { arn, name, roleArn } = this.stateMachine;
    return {
      Execution: {
        Id: this.executionArn,
        Input: this.input,
        Name: this.name,
        RoleArn: roleArn,
        StartTime: this.startedAt.toISOString(),
        RedriveCount: this.redriveCount,
        ...(this.redrivenAt ? { RedriveTime: this.redrivenAt.toISOString() } : {}),
      },
      StateMachine: { Id: arn, Name: name },
    };
  }

  startMapRun(label: string, flow: Flow): MapRun {
    const { props } = this;
    const stateMachine = { ...props.stateMachine, arn: `${props.stateMachine.arn}/${label}` };
    const others = { ...props, flow, stateMachine, onEvent: ignore, onStatus: ignore };
    const mapRun: MapRun<Execution> = new MapRun(
      this.executionArn,
      label,
      (input) => new Execution({ ...others, name: randomUUID(), input, inputText: JSON.stringify(input), mapRun }),
    );
    this.mapRuns.push(mapRun);
    return mapRun;
  }
}
