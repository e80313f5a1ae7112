import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../json";
import { statesOf, type StateMachineConfiguration } from "./definition";
import { withoutDistributedMaps } from "./distributed-map/definition";
import { mapHandlers } from "./distributed-map/handlers";
import { MapRuns, type MapRunStart } from "./distributed-map/map-runs";
import { ExecutionAbortedError, ExecutionTimeoutError, StateMachine, type StateMachineDefinition } from "./engine";
import { historyEvent, type EventLog, type HistoryEvent } from "./history";
import type { Integrations } from "./integrations";
import { withinPayloadLimit } from "./states-error";
import { taskHandlers } from "./task-handlers";
import { shortenedPauses, withTimeouts } from "./timing";

export interface ExecutionProps {
  readonly stateMachine: StateMachineConfiguration;
  readonly integrations: Integrations;
  /** The execution's input. */
  readonly input: Json;
  /** @default a name that no other execution has */
  readonly name?: string;
  /** Whether Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** Is told each event when it happens. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Is told each event as the interpreter has it, the execution's own beginning and end included. */
  readonly onLog?: (log: EventLog) => void;
}

/** How an execution ended, as DescribeExecution tells it. */
export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | { readonly status: "FAILED" | "TIMED_OUT" | "ABORTED"; readonly error: string; readonly cause: string };

export interface ExecutionResult {
  readonly executionArn: string;
  readonly executionSeconds: number;
  readonly end: ExecutionEnd;
  readonly history: readonly HistoryEvent[];
}

/** An execution on its way. */
export interface RunningExecution {
  readonly executionArn: string;
  readonly startedAt: Date;
  /** Ends it as ABORTED. What a state has begun goes on, as in AWS. */
  readonly abort: () => void;
  readonly mapRuns: () => readonly MapRunStart[];
  readonly ended: Promise<ExecutionResult>;
}

type EngineInput = Parameters<StateMachine["run"]>[0];
type EngineOverrides = NonNullable<NonNullable<Parameters<StateMachine["run"]>[1]>["overrides"]>;

/**
 * Runs a state machine to its end.
 *
 * @throws Error when nothing was started: the definition is not valid or cannot be run here, or the input is too large
 */
export const execute = async (props: ExecutionProps): Promise<ExecutionResult> => startExecution(props).ended;

/**
 * Starts a state machine.
 *
 * @throws Error when nothing was started: the definition is not valid or cannot be run here, or the input is too large
 */
export function startExecution(props: ExecutionProps): RunningExecution {
  const { stateMachine, integrations, input, name = randomUUID(), realTime } = props;
  withinPayloadLimit(input, "The execution's input");
  const { definition } = stateMachine;
  const machine = new StateMachine(runnable(definition));
  const executionArn = executionArnOf(stateMachine, name);
  const startedAt = new Date();
  const mapRuns = new MapRuns(executionArn);
  const context = contextOf(stateMachine, executionArn);
  const taskResourceLocalHandlers = taskHandlers(definition, { ...integrations, ...mapRuns.integrations });
  const pauses = shortenedPauses(definition, realTime);
  const maps = mapHandlers(definition, {
    mapRuns,
    context,
    integrations,
    overrides: { taskResourceLocalHandlers, ...pauses },
  });
  const run = machine.run(input as EngineInput, {
    context,
    overrides: {
      taskResourceLocalHandlers: { ...taskResourceLocalHandlers, ...maps } as unknown as NonNullable<
        EngineOverrides["taskResourceLocalHandlers"]
      >,
      ...pauses,
    },
  });
  const log = (event: EventLog) => {
    // The interpreter stops what lies in a state that failed; of Map Runs it does not know.
    if (event.type === "StateFailed") mapRuns.abort(event.state.name);
    props.onLog?.(event);
  };
  const ended = Promise.all([
    endOf(run.result as Promise<Json>),
    collect(run.eventLogs, { ...props, onLog: log }),
  ]).then(([end, history]) => {
    mapRuns.abort();
    return { executionArn, executionSeconds: (Date.now() - startedAt.getTime()) / 1_000, end, history };
  });
  return { executionArn, startedAt, abort: run.abort, mapRuns: () => mapRuns.list(), ended };
}

// The interpreter's own validation refuses what is not valid; what it would pass over in silence is refused here.
function runnable(definition: JsonObject): StateMachineDefinition {
  const languages = [definition["QueryLanguage"], ...statesOf(definition).map(([, state]) => state.QueryLanguage)];
  if (languages.includes("JSONata")) throw new Error("The state machine uses JSONata, only JSONPath can be run here");
  // Validated as it is, before anything in it is exchanged.
  new StateMachine(definition as unknown as StateMachineDefinition);
  return withTimeouts(withoutDistributedMaps(definition)) as unknown as StateMachineDefinition;
}

/** The ARN of a state machine's execution with this name. */
export const executionArnOf = ({ arn }: Pick<StateMachineConfiguration, "arn">, name: string): string =>
  `${arn.replace(":stateMachine:", ":execution:")}:${name}`;

/** The context object, `$$`. The interpreter adds the execution's input and start time. */
const contextOf = ({ arn, name }: StateMachineConfiguration, executionArn: string) => ({
  Execution: { Id: executionArn, Name: executionArn.split(":").at(-1) ?? "" },
  StateMachine: { Id: arn, Name: name },
  State: {
    // Asked for while a state is entered, so it is now.
    get EnteredTime() {
      return new Date().toISOString();
    },
  },
});

async function endOf(result: Promise<Json>): Promise<ExecutionEnd> {
  try {
    return { status: "SUCCEEDED", output: await result };
  } catch (error) {
    if (error instanceof ExecutionTimeoutError)
      return { status: "TIMED_OUT", error: "States.Timeout", cause: "The execution outlasted its TimeoutSeconds" };
    if (error instanceof ExecutionAbortedError)
      return { status: "ABORTED", error: "States.Aborted", cause: "The execution was stopped" };
    const { name, message } = (error as { cause: Error }).cause;
    return { status: "FAILED", error: name, cause: message };
  }
}

async function collect(
  logs: AsyncIterable<EventLog>,
  { onEvent, onLog }: Pick<ExecutionProps, "onEvent" | "onLog">,
): Promise<HistoryEvent[]> {
  const history: HistoryEvent[] = [];
  for await (const log of logs) {
    onLog?.(log);
    const event = historyEvent(log);
    if (!event) continue;
    history.push(event);
    onEvent?.(event);
  }
  return history;
}
