import { CloudWatchLogsClient, GetLogEventsCommand, type OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { isNotLaunched, type DetailRow } from "../../../workflow/audit-rows";
import { consoleUrls } from "../../../workflow/console-url";
import { familyOf, taskLogGroup, taskLogStream } from "../../../workflow/task-log";
import { perRegion } from "../aws/clients";
import type { LogTail } from "../../page/model";
import type { DeployedStack } from "../outputs";

const logsIn = perRegion(CloudWatchLogsClient);

/** A line that a task wrote. */
export interface LogEvent {
  /** ISO 8601 UTC */
  readonly timestamp: string;
  readonly message: string;
}

/** Lines, or why they cannot be had. */
type Lines = { readonly events: readonly LogEvent[] } | Extract<LogTail, { readonly unavailable: string }>;

type LoggedRow = Pick<DetailRow, "ecs_task_id" | "log_stream">;

/** Lines at the end of a log that tell of a failure. */
const tailLines = 5;

const toEvent = ({ timestamp = 0, message = "" }: OutputLogEvent): LogEvent => ({
  timestamp: new Date(timestamp).toISOString(),
  message: message.trimEnd(),
});

/** Reads what the tasks of a deployment wrote. */
export class TaskLogs {
  private readonly tails = new Map<string, LogTail>();
  /** Tokens of the places up to which logs were read. */
  private readonly places = new Map<string, string | undefined>();

  constructor(private readonly stack: DeployedStack) {}

  /** The last lines of a task, which are read once; where nothing has arrived yet, again. Whatever is in the way is told in the answer. */
  async tail(row: LoggedRow): Promise<LogTail> {
    const known = this.tails.get(row.ecs_task_id);
    if (known) return known;
    const tail = await this.tried(row, async () => {
      const { events = [] } = await this.get(row, { limit: tailLines, startFromHead: false });
      return events.map(toEvent);
    });
    if ("unavailable" in tail) return tail;
    if (tail.events.length === 0) return { unavailable: "nothing has arrived there" };
    const log = { lines: tail.events.map(({ message }) => message) };
    this.tails.set(row.ecs_task_id, log);
    return log;
  }

  /** All that a task wrote since it was asked for last. Whatever is in the way is told in the answer. */
  news(row: LoggedRow): Promise<Lines> {
    return this.tried(row, async () => {
      const events: LogEvent[] = [];
      for (;;) {
        const nextToken = this.places.get(row.ecs_task_id);
        const page = await this.get(row, { nextToken, startFromHead: true });
        events.push(...(page.events ?? []).map(toEvent));
        // The same token again is the end. CloudWatch Logs API reference, GetLogEvents, nextForwardToken.
        if (page.nextForwardToken === nextToken || page.nextForwardToken === undefined) return events;
        this.places.set(row.ecs_task_id, page.nextForwardToken);
      }
    });
  }

  /** The console page of a task's log; undefined for an entry that was never launched. */
  url(row: LoggedRow): string | undefined {
    if (isNotLaunched(row.ecs_task_id)) return undefined;
    const { logGroupName, logStreamName } = this.placeOf(row);
    return consoleUrls.logStream(this.stack.deployment.region, logGroupName, logStreamName);
  }

  private get(row: LoggedRow, range: { limit?: number; nextToken?: string | undefined; startFromHead: boolean }) {
    return logsIn(this.stack.deployment.region).send(new GetLogEventsCommand({ ...this.placeOf(row), ...range }));
  }

  private async tried({ ecs_task_id }: LoggedRow, read: () => Promise<readonly LogEvent[]>): Promise<Lines> {
    if (isNotLaunched(ecs_task_id)) return { unavailable: "it was never launched" };
    try {
      return { events: await read() };
    } catch (error) {
      return { unavailable: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  private placeOf({ ecs_task_id, log_stream }: LoggedRow) {
    const { taskDefinition, containerName } = this.stack.deployment;
    return {
      logGroupName: taskLogGroup(familyOf(taskDefinition)),
      logStreamName: log_stream ?? taskLogStream(containerName, ecs_task_id),
    };
  }
}
