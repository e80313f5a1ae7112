import type { StateMachine } from "./engine";

/** An event as the interpreter tells it. */
export type EventLog = ReturnType<StateMachine["run"]>["eventLogs"] extends AsyncGenerator<infer Event> ? Event : never;

/** One thing that happened in an execution. */
export interface HistoryEvent {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly state: string;
  /** `StateEntered`, `StateExited`, `StateFailed`, `StateRetried`, `StateCaught`, `MapIterationStarted`, … */
  readonly event: string;
  /** Which item of a Map. */
  readonly index?: number;
  readonly error?: string;
  readonly cause?: string;
}

/** An event of the interpreter as one of the history. The execution's own beginning and end are none. */
export function historyEvent(log: EventLog): HistoryEvent | undefined {
  const { type, timestamp, state, parentState, index, Error, Cause } = log as Partial<
    Record<"index" | "timestamp", number> & Record<"state" | "parentState", { name: string }>
  > &
    Partial<Record<"Error" | "Cause", string>> & { type: string };
  const name = (state ?? parentState)?.name;
  if (name === undefined) return undefined;
  return {
    at: new Date(timestamp ?? 0).toISOString(),
    state: name,
    event: type,
    ...(index === undefined ? {} : { index }),
    ...(Error === undefined ? {} : { error: Error }),
    ...(Cause === undefined ? {} : { cause: Cause }),
  };
}
