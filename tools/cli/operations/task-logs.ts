import { CloudWatchLogsClient, GetLogEventsCommand, type OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { notLaunchedPrefix, type DetailRow } from "../../../workflow/audit-rows";
import { logStreamConsoleUrl } from "../../../workflow/console-url";
import { ecsIn } from "../aws/ecs";
import { perRegion } from "../aws/per-region";
import type { DeployedStack } from "../outputs";

const logsIn = perRegion(CloudWatchLogsClient);

/** Reason for which a log cannot be had. */
interface Unavailable {
  readonly unavailable: string;
}

/** The end of what a task wrote, or why it cannot be had. */
export type LogTail = { readonly lines: readonly string[] } | Unavailable;

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

/** Log configuration of a task definition's container. */
interface LogTarget {
  readonly group: string;
  readonly streamPrefix: string;
}

type LoggedRow = Pick<DetailRow, "ecs_task_id" | "log_stream">;

/** Reads what the tasks of a deployment wrote. ECS developer guide, "Using the awslogs log driver". */
export class TaskLogs {
  private target: Promise<LogTarget> | undefined;

  constructor(private readonly stack: DeployedStack) {}

  /** The last lines of a task. Whatever is in the way is told in the answer. */
  async tail(row: LoggedRow, limit: number): Promise<LogTail> {
    const tail = await this.tried(row, async (place) => this.get(place, { limit, startFromHead: false }));
    if ("unavailable" in tail) return tail;
    const { events = [] } = tail;
    if (events.length === 0) return { unavailable: "nothing has arrived there" };
    return { lines: events.map((event) => toEvent(event).message) };
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
  async url(row: LoggedRow): Promise<string | undefined> {
    const url = await this.tried(row, ({ logGroupName, logStreamName }) =>
      Promise.resolve({ url: logStreamConsoleUrl(this.stack.deployment.region, logGroupName, logStreamName) }),
    );
    return "url" in url ? url.url : undefined;
  }

  private get(place: LogPlace, range: { limit?: number; nextToken?: string | undefined; startFromHead: boolean }) {
    return logsIn(this.stack.deployment.region).send(new GetLogEventsCommand({ ...place, ...range }));
  }

  private async tried<Found extends object>(
    row: LoggedRow,
    read: (place: LogPlace) => Promise<Found>,
  ): Promise<Found | Unavailable> {
    if (row.ecs_task_id.startsWith(notLaunchedPrefix)) return { unavailable: "it was never launched" };
    try {
      return await read(await this.placeOf(row));
    } catch (error) {
      return { unavailable: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  private async placeOf({ ecs_task_id, log_stream }: LoggedRow): Promise<LogPlace> {
    this.target ??= this.findTarget();
    const { group, streamPrefix } = await this.target;
    const stream = `${streamPrefix}/${this.stack.deployment.containerName}/${ecs_task_id.split("/").at(-1) ?? ""}`;
    return { logGroupName: group, logStreamName: log_stream ?? stream };
  }

  private async findTarget(): Promise<LogTarget> {
    const { region, taskDefinition, containerName } = this.stack.deployment;
    const described = await ecsIn(region).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const container = described.taskDefinition?.containerDefinitions?.find(({ name }) => name === containerName);
    const { "awslogs-group": group, "awslogs-stream-prefix": streamPrefix } =
      container?.logConfiguration?.options ?? {};
    if (group === undefined || streamPrefix === undefined)
      throw new Error(`${taskDefinition} does not send what ${containerName} writes to CloudWatch Logs`);
    return { group, streamPrefix };
  }
}

/** A task's row, and the console page of what it wrote. */
export type LinkedRow = DetailRow & { readonly log_url?: string };

/** Rows with the pages of their logs; entries that were never launched have none. */
export function withLogUrls(stack: DeployedStack, rows: readonly DetailRow[]): Promise<LinkedRow[]> {
  const logs = new TaskLogs(stack);
  return Promise.all(
    rows.map(async (row) => {
      const log_url = await logs.url(row);
      return { ...row, ...(log_url !== undefined && { log_url }) };
    }),
  );
}

interface LogPlace {
  readonly logGroupName: string;
  readonly logStreamName: string;
}

const toEvent = ({ timestamp = 0, message = "" }: OutputLogEvent): LogEvent => ({
  timestamp: new Date(timestamp).toISOString(),
  message: message.trimEnd(),
});
