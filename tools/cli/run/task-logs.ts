import { CloudWatchLogsClient, GetLogEventsCommand, type OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { isNotLaunched, type DetailRow } from "../../../workflow/audit-rows";
import { consoleUrls } from "../../../workflow/console-url";
import { familyOf, taskLogGroup, taskLogStream } from "../../../workflow/task-log";
import { perRegion } from "../aws/clients";
import type { LogTail } from "../../page/model";
import type { DeployedStack } from "../outputs";

const logsIn = perRegion(CloudWatchLogsClient);

/** Reason for which a log cannot be had. */
type Unavailable = Extract<LogTail, { readonly unavailable: string }>;

/** A line that a task wrote. */
export interface LogEvent {
  /** ISO 8601 UTC */
  readonly timestamp: string;
  readonly message: string;
}

/** Lines of a task from some place on, and the place where they go on. */
interface LogPart {
  readonly events: readonly LogEvent[];
  readonly next: string | undefined;
}

interface LogPlace {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

type LoggedRow = Pick<DetailRow, "ecs_task_id" | "log_stream">;

/** Lines at the end of a log that tell of a failure. */
const tailLines = 5;

/** Reads what the tasks of a deployment wrote. */
export class TaskLogs {
  private readonly tails = new Map<string, LogTail>();

  constructor(private readonly stack: DeployedStack) {}

  /** The last lines of a task, which are read once; where nothing has arrived yet, again. Whatever is in the way is told in the answer. */
  async tail(row: LoggedRow): Promise<LogTail> {
    const known = this.tails.get(row.ecs_task_id);
    if (known) return known;
    const tail = await this.tried(row, (place) => this.get(place, { limit: tailLines, startFromHead: false }));
    if ("unavailable" in tail) return tail;
    const { events = [] } = tail;
    if (events.length === 0) return { unavailable: "nothing has arrived there" };
    const log = { lines: events.map((event) => toEvent(event).message) };
    this.tails.set(row.ecs_task_id, log);
    return log;
  }

  /**
   * All that a task wrote, or what came after an earlier part. Whatever is in the way is told in the answer.
   *
   * @param next of the earlier part. @default from the beginning on
   */
  part(row: LoggedRow, next?: string): Promise<LogPart | Unavailable> {
    return this.tried(row, async (place) => {
      const events: LogEvent[] = [];
      for (let token = next; ;) {
        const page = await this.get(place, { nextToken: token, startFromHead: true });
        events.push(...(page.events ?? []).map(toEvent));
        // The same token again is the end. CloudWatch Logs API reference, GetLogEvents, nextForwardToken.
        if (page.nextForwardToken === token || page.nextForwardToken === undefined) return { events, next: token };
        token = page.nextForwardToken;
      }
    });
  }

  /** The console page of a task's log; undefined for an entry that was never launched. */
  url(row: LoggedRow): string | undefined {
    if (isNotLaunched(row.ecs_task_id)) return undefined;
    const { logGroupName, logStreamName } = this.placeOf(row);
    return consoleUrls.logStream(this.stack.deployment.region, logGroupName, logStreamName);
  }

  private get(place: LogPlace, range: { limit?: number; nextToken?: string | undefined; startFromHead: boolean }) {
    return logsIn(this.stack.deployment.region).send(new GetLogEventsCommand({ ...place, ...range }));
  }

  private async tried<Found extends object>(
    row: LoggedRow,
    read: (place: LogPlace) => Promise<Found>,
  ): Promise<Found | Unavailable> {
    if (isNotLaunched(row.ecs_task_id)) return { unavailable: "it was never launched" };
    try {
      return await read(this.placeOf(row));
    } catch (error) {
      return { unavailable: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  private placeOf({ ecs_task_id, log_stream }: LoggedRow): LogPlace {
    const { taskDefinition, containerName } = this.stack.deployment;
    return {
      logGroupName: taskLogGroup(familyOf(taskDefinition)),
      logStreamName: log_stream ?? taskLogStream(containerName, ecs_task_id),
    };
  }
}

const toEvent = ({ timestamp = 0, message = "" }: OutputLogEvent): LogEvent => ({
  timestamp: new Date(timestamp).toISOString(),
  message: message.trimEnd(),
});
