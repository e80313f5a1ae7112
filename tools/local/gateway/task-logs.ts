import { AwsError, jsonAnswer } from "../http/aws-answers";
import type { Serve } from "./request";

interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

interface GetLogEventsInput {
  readonly logStreamName?: string;
  readonly limit?: number;
}

/** CloudWatch Logs API reference, GetLogEvents: `limit`. */
const mostEvents = 10_000;

/** Refuses logs that no task wrote. */
export const noSuchLog: Serve = ({ service }) => {
  if (service !== "logs") return undefined;
  throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
};

/** CloudWatch Logs, as far as what tasks write goes: the stream of a task ends with its id. */
export class TaskLogs {
  private readonly lines = new Map<string, LogEvent[]>();

  add(taskId: string, line: string): void {
    const events = this.lines.get(taskId) ?? [];
    events.push({ timestamp: Date.now(), message: line });
    this.lines.set(taskId, events);
  }

  /** Keeps each line, and tells it another reader. */
  readonly andTell =
    (onLine?: (program: string, line: string) => void) =>
    (program: string, line: string): void => {
      this.add(program, line);
      onLine?.(program, line);
    };

  readonly serve: Serve = ({ service, operation, body }) => {
    if (service !== "logs" || operation !== "GetLogEvents") return undefined;
    const { logStreamName = "", limit = mostEvents } = JSON.parse(body.toString("utf8")) as GetLogEventsInput;
    const events = this.lines.get(logStreamName.split("/").at(-1) ?? "");
    return events && jsonAnswer({ events: events.slice(-limit) });
  };
}
