import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import { limits } from "../../../workflow/limits";
import type { Json } from "../json";
import { payloadText } from "./language/states-error";

export type { HistoryEvent };

/** An event's details, by the name of the attribute that has them. */
export type Details = Omit<HistoryEvent, "id" | "previousEventId" | "timestamp" | "type">;

const whole = { truncated: false };

/** Details of what a state or an execution takes. @throws StatesError `States.DataLimitExceeded` */
export const inputDetails = (value: Json, what: string) => ({ input: payloadText(value, what), inputDetails: whole });

/** Details of what a state or an execution gives. @throws StatesError `States.DataLimitExceeded` */
export const outputDetails = (value: Json, what: string) => ({
  output: payloadText(value, what),
  outputDetails: whole,
});

/** The Cause of a failure has a limited length. */
export const errorDetails = ({ name, message }: Error) => ({
  ...(name === "" ? {} : { error: name }),
  ...(message === "" ? {} : { cause: message.slice(0, limits.causeCharacters) }),
});

/** End of an execution, as DescribeExecution tells it. */
export type ExecutionEnd =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | { readonly status: "FAILED" | "TIMED_OUT" | "ABORTED"; readonly error: string; readonly cause: string };

const endings = { SUCCEEDED: "Succeeded", FAILED: "Failed", TIMED_OUT: "TimedOut", ABORTED: "Aborted" } as const;

/** The end of a failed execution by its history. The text is that of reports; which error it comes with is not documented. */
const tooLong: ExecutionEnd = {
  status: "FAILED",
  error: "States.Runtime",
  cause: `The execution reached the maximum number of history events (${limits.historyEvents}).`,
};

/** The history of an execution, as GetExecutionHistory tells it: events, and how many of them there may be. */
export class History {
  readonly events: HistoryEvent[] = [];
  private isOpen = true;

  /**
   * @param onEvent is told each event when it is written
   * @param onFull is to end the execution: there is room for one event more
   */
  constructor(
    private readonly onEvent: (event: HistoryEvent) => void,
    private readonly onFull: (end: ExecutionEnd) => void,
  ) {}

  /**
   * True when there is no room for the event of a redrive and one more. Step Functions API reference, RedriveExecution: "The
   * execution event history count is less than 24,999."
   */
  get isFull(): boolean {
    return this.events.length >= limits.historyEvents - 1;
  }

  /**
   * Writes an event.
   *
   * @returns its id; undefined when the execution has ended, by this event too: the last one there is room for must be its
   * end. Developer guide, "Starting new executions to avoid reaching the history quota".
   */
  write(previousEventId: number, type: HistoryEventType, details: Details = {}): number | undefined {
    if (!this.isOpen) return undefined;
    if (this.events.length < limits.historyEvents - 1) return this.append(previousEventId, type, details);
    this.onFull(tooLong);
    return undefined;
  }

  /** Writes the end of an attempt, after which nothing more is written. */
  end(previousEventId: number, end: ExecutionEnd): void {
    this.isOpen = false;
    const name = endings[end.status];
    const details =
      end.status === "SUCCEEDED"
        ? outputDetails(end.output, "The execution's output")
        : errorDetails({ name: end.error, message: end.cause });
    this.append(previousEventId, `Execution${name}`, { [`execution${name}EventDetails`]: details });
  }

  /** Goes on after an end. */
  reopen(redriveCount: number): void {
    this.isOpen = true;
    this.append(this.events.length, "ExecutionRedriven", { executionRedrivenEventDetails: { redriveCount } });
  }

  private append(previousEventId: number, type: HistoryEventType, details: Details): number {
    const id = this.events.length + 1;
    const event: HistoryEvent = { id, previousEventId, timestamp: new Date(), type, ...details };
    this.events.push(event);
    this.onEvent(event);
    return id;
  }
}
