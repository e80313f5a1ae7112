import { randomUUID } from "node:crypto";
import type { DenialOf } from "../iam/iam";
import type { Json, JsonObject } from "../json";
import { runnable, type Flow, type StateMachineConfiguration } from "./definition";
import { stepFunctionsIntegrations } from "./distributed-map/map-run-api";
import { MapRun, type Child, type ExecutionStatus } from "./distributed-map/map-run";
import { runFlow } from "./flow";
import {
  errorDetails,
  History,
  historyFull,
  inputDetails,
  outputDetails,
  Thread,
  type Ending,
  type HistoryEvent,
} from "./history";
import type { Integrations } from "./integrations";
import { payloadText, runtimeError, StatesError } from "./language/states-error";
import { beginning, type Checkpoint, type Run } from "./run";
import { longestTimerMs, Stop } from "./stop";

/** Longest shortened Wait state, and pause before a retry. */
const shortPauseMs = 300;

export interface ExecutionProps {
  readonly stateMachine: StateMachineConfiguration;
  readonly integrations: Integrations;
  /** The execution's input. */
  readonly input: Json;
  /** @default a name that no other execution has */
  readonly name?: string;
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Longest Wait state, and pause before a retry, when it is not in real time: milliseconds. @default 300 */
  readonly longestPauseMs?: number;
  /** The refusals of the state machine's role. @default it may do everything */
  readonly denialOf?: DenialOf;
  /** Is told each event when it is written. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Is told each change of its status, the beginning of a redrive too. */
  readonly onStatus?: (execution: Execution) => void;
}

/** End of an execution, as DescribeExecution tells it. */
export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | { readonly status: "FAILED" | "TIMED_OUT" | "ABORTED"; readonly error: string; readonly cause: string };

export interface ExecutionResult {
  readonly executionArn: string;
  readonly executionSeconds: number;
  readonly end: ExecutionEnd;
  readonly history: readonly HistoryEvent[];
  /** Its Map Runs, with the executions of their items. */
  readonly mapRuns: readonly MapRun[];
  /** The execution itself, to be redriven. */
  readonly execution: Execution;
}

/**
 * Starts a state machine.
 *
 * @throws Error when nothing was started: the definition is not valid or cannot be run here, or the input is too large
 */
export function startExecution(props: ExecutionProps): Execution {
  const { stateMachine, integrations, input } = props;
  const known = [...Object.keys(integrations), ...Object.keys(stepFunctionsIntegrations([], () => undefined))];
  const flow = runnable(stateMachine.definition, known);
  payloadText(input, "The execution's input");
  const execution = new Execution({
    ...props,
    flow,
    executionArn: executionArnOf(stateMachine, props.name ?? randomUUID()),
  });
  execution.start();
  return execution;
}

/** The ARN of a state machine's execution with this name. */
export const executionArnOf = ({ arn }: Pick<StateMachineConfiguration, "arn">, name: string): string =>
  `${arn.replace(":stateMachine:", ":execution:")}:${name}`;

/** Developer guide, "Redrive eligibility for unsuccessful executions". */
const redrivableMs = 14 * 24 * 3_600 * 1_000;

interface AllProps extends ExecutionProps {
  readonly flow: Flow;
  readonly executionArn: string;
  /** The execution whose Map Run it belongs to. */
  readonly mapRun?: MapRun;
}

/** An execution: it runs, ends, and may be redriven after. */
export class Execution implements Child {
  readonly executionArn: string;
  readonly name: string;
  readonly input: Json;
  readonly startedAt = new Date();
  readonly history: History;
  readonly mapRuns: MapRun[] = [];
  redriveCount = 0;
  redrivenAt: Date | undefined;
  end: ExecutionEnd | undefined;
  stoppedAt: Date | undefined;
  private readonly checkpoint: Checkpoint;
  private stop = new Stop();
  private running: Promise<ExecutionResult> | undefined;

  constructor(private readonly props: AllProps) {
    const { executionArn, flow, input, onEvent = () => undefined } = props;
    this.executionArn = executionArn;
    this.name = executionArn.split(":").at(-1) ?? "";
    this.input = input;
    this.checkpoint = beginning(flow, input, {}, 0);
    this.history = new History(onEvent, () => {
      this.finish(...failed(historyFull));
    });
  }

  get status(): ExecutionStatus {
    return this.end?.status ?? "RUNNING";
  }

  /** Of a Map Run's execution. */
  get mapRun(): MapRun | undefined {
    return this.props.mapRun;
  }

  get stateMachine(): StateMachineConfiguration {
    return this.props.stateMachine;
  }

  get result(): Child["result"] {
    return { ...this.end, ...(this.stoppedAt ? { stoppedAt: this.stoppedAt } : {}) };
  }

  /** Is over when it has ended, after a redrive when that has. */
  get ended(): Promise<ExecutionResult> {
    return this.running ?? Promise.reject(new Error(`${this.executionArn} was not started`));
  }

  start(): void {
    const { roleArn } = this.props.stateMachine;
    this.history.write(0, "ExecutionStarted", {
      executionStartedEventDetails: { ...inputDetails(this.input, "The execution's input"), roleArn },
    });
    this.props.onStatus?.(this);
    this.running = this.run();
  }

  /** Ends it as ABORTED, with its Map Runs. What a state has begun goes on, as in AWS. */
  abort(error = "", cause = ""): void {
    if (this.end) return;
    const details = { executionAbortedEventDetails: { ...(error && { error }), ...(cause && { cause }) } };
    this.finish({ status: "ABORTED", error, cause }, { type: "ExecutionAborted", details });
  }

  /** Reason for which it cannot be redriven; undefined when it can. Step Functions API reference, DescribeExecution, redriveStatusReason. */
  get notRedrivable(): string | undefined {
    if (!this.end) return "Execution is RUNNING and cannot be redriven";
    if (this.end.status === "SUCCEEDED") return "Execution is SUCCEEDED and cannot be redriven";
    if (this.history.isFull) return "Execution history event limit exceeded";
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
    this.stop = new Stop();
    this.redriveCount += 1;
    this.redrivenAt = new Date();
    this.history.reopen(this.redriveCount);
    this.props.onStatus?.(this);
    this.running = this.run();
    return true;
  }

  private async run(): Promise<ExecutionResult> {
    const timer = this.timer();
    try {
      const output = await runFlow({
        flow: this.props.flow,
        checkpoint: this.checkpoint,
        thread: new Thread(this.history, this.checkpoint, this.stop),
        run: this.environment(),
      });
      const details = { executionSucceededEventDetails: outputDetails(output, "The execution's output") };
      this.finish({ status: "SUCCEEDED", output }, { type: "ExecutionSucceeded", details });
    } catch (error) {
      // Of one that was stopped the end is known already.
      this.finish(...failed(error instanceof StatesError ? error : runtimeError((error as Error).message)));
    } finally {
      clearTimeout(timer);
    }
    const { executionArn, history, mapRuns, startedAt } = this;
    const executionSeconds = (Date.now() - startedAt.getTime()) / 1_000;
    const end = this.end as ExecutionEnd;
    return { executionArn, executionSeconds, end, history: history.events, mapRuns, execution: this };
  }

  /** `TimeoutSeconds` of the state machine; a redrive begins it anew. */
  private timer(): NodeJS.Timeout | undefined {
    const { TimeoutSeconds } = this.props.flow;
    if (TimeoutSeconds === undefined || TimeoutSeconds * 1_000 > longestTimerMs) return undefined;
    return setTimeout(() => {
      const details = { executionTimedOutEventDetails: { error: "States.Timeout" } };
      this.finish({ status: "TIMED_OUT", error: "States.Timeout", cause: "" }, { type: "ExecutionTimedOut", details });
    }, TimeoutSeconds * 1_000);
  }

  private finish(end: ExecutionEnd, ending: Ending): void {
    if (this.end) return;
    this.end = end;
    this.stoppedAt = new Date();
    this.history.end(this.checkpoint.previousEventId, ending);
    this.stop.stop();
    for (const mapRun of this.mapRuns) mapRun.end("ABORTED");
    this.props.onStatus?.(this);
  }

  private environment(): Run {
    const { stateMachine, integrations, denialOf = nothing, realTime, longestPauseMs = shortPauseMs } = this.props;
    return {
      region: stateMachine.arn.split(":")[3] ?? "",
      integrations: { ...integrations, ...stepFunctionsIntegrations(this.mapRuns, denialOf) },
      denialOf,
      context: () => this.context(),
      pauseMs: (seconds) => Math.min(seconds * 1_000, realTime ? Infinity : longestPauseMs),
      startMapRun: (label) => {
        const mapRun = new MapRun(this.executionArn, label);
        this.mapRuns.push(mapRun);
        return mapRun;
      },
      startChild: (mapRun, flow, input) => this.startChild(mapRun, flow, input),
      runFlow,
    };
  }

  /** The context object but for what is of a state. Developer guide, "Accessing execution data from the Context object". */
  private context(): JsonObject {
    const { arn, name, roleArn } = this.props.stateMachine;
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

  private startChild(mapRun: MapRun, flow: Flow, input: Json): Execution {
    const { stateMachine, integrations, realTime, longestPauseMs } = this.props;
    const machine = { ...stateMachine, arn: `${stateMachine.arn}/${mapRun.label}` };
    const child = new Execution({
      stateMachine: machine,
      integrations,
      input,
      realTime,
      ...(longestPauseMs === undefined ? {} : { longestPauseMs }),
      flow,
      executionArn: executionArnOf(machine, randomUUID()),
      mapRun,
    });
    child.start();
    return child;
  }
}

const nothing: DenialOf = () => undefined;

const failed = (error: StatesError): [ExecutionEnd, Ending] => [
  { status: "FAILED", error: error.name, cause: error.message },
  { type: "ExecutionFailed", details: { executionFailedEventDetails: errorDetails(error) } },
];

/** The executions of a Map Run's items. */
export const executionsOf = ({ children }: MapRun): readonly Execution[] =>
  children.filter((child) => child instanceof Execution);
