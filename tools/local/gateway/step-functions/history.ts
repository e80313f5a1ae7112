import { setImmediate } from "node:timers/promises";
import type { EventLog } from "../../state-machine/history";
import type { Integration } from "../../state-machine/integrations/integration";
import type { Integrations } from "../../state-machine/integrations";
import type { StatesError } from "../../state-machine/states-error";
import type { Json } from "../../json";

/** An event as GetExecutionHistory tells it. Step Functions API reference, HistoryEvent. */
export interface AwsHistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type: string;
  /** The details, under a name that follows from the type. */
  readonly [details: string]: string | number | object;
}

type Details = Readonly<Record<string, unknown>>;
type Told = readonly [type: string, details?: Details];

const whole = { truncated: false };
const outputOf = (output: unknown): Details => ({ output: JSON.stringify(output), outputDetails: whole });
const errorOf = ({ Error, Cause }: { Error: string; Cause: unknown }): Details => ({ error: Error, cause: Cause });

/**
 * What the interpreter's events are called in AWS. Some it does not have: a retry is told there by the failed and the next
 * call, and a Fail state's end by the execution's.
 */
const translations: Readonly<Partial<Record<string, (log: never) => Told | undefined>>> = {
  ExecutionStarted: ({ input }: Log<"ExecutionStarted">) => [
    "ExecutionStarted",
    { input: JSON.stringify(input), inputDetails: whole },
  ],
  ExecutionSucceeded: ({ output }: Log<"ExecutionSucceeded">) => ["ExecutionSucceeded", outputOf(output)],
  ExecutionFailed: (log: Log<"ExecutionFailed">) => ["ExecutionFailed", errorOf(log)],
  ExecutionAborted: () => ["ExecutionAborted", {}],
  ExecutionTimeout: () => ["ExecutionTimedOut", { error: "States.Timeout" }],
  StateEntered: ({ state }: Log<"StateEntered">) => [
    `${state.type}StateEntered`,
    { name: state.name, input: JSON.stringify(state.input), inputDetails: whole },
  ],
  StateExited: ({ state }: Log<"StateExited">) =>
    state.type === "Fail" ? undefined : [`${state.type}StateExited`, { name: state.name, ...outputOf(state.output) }],
  MapIterationStarted: iteration("MapIterationStarted"),
  MapIterationSucceeded: iteration("MapIterationSucceeded"),
  MapIterationFailed: iteration("MapIterationFailed"),
};

type Log<Type> = Extract<EventLog, { readonly type: Type }>;

function iteration(type: string) {
  return ({ parentState, index }: Log<"MapIterationStarted">): Told => [type, { name: parentState.name, index }];
}

/** `MapStateEntered` has its details as `stateEnteredEventDetails`, `TaskFailed` as `taskFailedEventDetails`. */
const detailsName = (type: string): string => {
  const kind = type.replace(/^.*(State(?:Entered|Exited))$/, "$1").replace(/^(MapIteration)/, "mapIteration");
  return `${kind.charAt(0).toLowerCase()}${kind.slice(1)}EventDetails`;
};

/** An execution's history, written as it goes. */
export class ExecutionHistory {
  private readonly written: AwsHistoryEvent[] = [];

  constructor(private readonly region: string) {}

  get events(): readonly AwsHistoryEvent[] {
    return this.written;
  }

  /** Writes down what the interpreter tells. */
  tell(log: EventLog): void {
    const told = translations[log.type]?.(log as never);
    if (told) this.write(...told);
  }

  /** Integrations that write down each call and its end. */
  watched(integrations: Integrations): Integrations {
    return Object.fromEntries(
      Object.entries(integrations).map(([resource, integration]) => [
        resource,
        this.watchedCall(resource, integration),
      ]),
    );
  }

  private watchedCall(arn: string, integration: Integration): Integration {
    // E.g. arn:aws:states:::ecs:runTask
    const [resourceType, resource] = arn.split(":").slice(-2);
    const called = { resourceType, resource };
    return async (parameters: Json) => {
      // What the interpreter told before the call is still on its way.
      await setImmediate();
      this.write("TaskScheduled", { ...called, region: this.region, parameters: JSON.stringify(parameters) });
      this.write("TaskStarted", called);
      try {
        const output = await integration(parameters);
        this.write("TaskSucceeded", { ...called, ...outputOf(output) });
        return output;
      } catch (error) {
        const { name, message } = error as StatesError;
        this.write("TaskFailed", { ...called, error: name, cause: message });
        throw error;
      }
    };
  }

  private write(type: string, details: Details = {}): void {
    const id = this.written.length + 1;
    const timestamp = Date.now() / 1_000;
    this.written.push({ id, previousEventId: id - 1, timestamp, type, [detailsName(type)]: details });
  }
}
