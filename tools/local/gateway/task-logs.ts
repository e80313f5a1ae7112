import type { GetLogEventsRequest } from "@aws-sdk/client-cloudwatch-logs";
import { jsonService, type Serve } from "../http/local-server";

interface LogEvent {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly message: string;
}

/** CloudWatch Logs API reference, GetLogEvents: `limit`. */
const mostEvents = 10_000;

/** CloudWatch Logs, as far as what tasks write goes: the stream of a task ends with its id. */
export class TaskLogs {
  private readonly lines = new Map<string, LogEvent[]>();

  add(taskId: string, line: string): void {
    const events = this.lines.get(taskId) ?? [];
    events.push({ timestamp: Date.now(), message: line });
    this.lines.set(taskId, events);
  }

  /** All lines that a task wrote. */
  of(taskId: string): readonly string[] {
    return (this.lines.get(taskId) ?? []).map(({ message }) => message);
  }

  readonly serve: Serve = jsonService("logs", {
    GetLogEvents: (input: GetLogEventsRequest) => {
      const events = this.lines.get(input.logStreamName?.split("/").at(-1) ?? "");
      return events && page(events, input);
    },
  });
}

/** The tokens of the answer's two ends: places in the stream. The same token again is the end. CloudWatch Logs API reference, GetLogEvents. */
function page(events: readonly LogEvent[], { limit = mostEvents, nextToken = "", startFromHead }: GetLogEventsRequest) {
  const [direction, place] = nextToken.split("/");
  const isForward = direction === "f" || (direction === "" && startFromHead === true);
  const from = isForward
    ? Number(place ?? 0)
    : Math.max((place === undefined ? events.length : Number(place)) - limit, 0);
  const to = isForward ? Math.min(from + limit, events.length) : Number(place ?? events.length);
  return { events: events.slice(from, to), nextForwardToken: `f/${to}`, nextBackwardToken: `b/${from}` };
}
