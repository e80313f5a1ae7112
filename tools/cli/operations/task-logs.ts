import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { notLaunchedPrefix, type DetailRow } from "../../../workflow/audit-rows";
import { ecsIn } from "../aws/ecs";
import { perRegion } from "../aws/per-region";
import type { DeployedStack } from "../outputs";

const logsIn = perRegion(CloudWatchLogsClient);

/** The end of what a task wrote, or why it cannot be had. */
export type LogTail = { readonly lines: readonly string[] } | { readonly unavailable: string };

/** Log configuration of a task definition's container. */
interface LogTarget {
  readonly group: string;
  readonly streamPrefix: string;
}

/** Reads what the tasks of a deployment wrote. ECS developer guide, "Using the awslogs log driver". */
export class TaskLogs {
  private target: Promise<LogTarget> | undefined;

  constructor(private readonly stack: DeployedStack) {}

  /** The last lines of a task. Whatever is in the way is told in the answer. */
  async tail({ ecs_task_id }: DetailRow, lines: number): Promise<LogTail> {
    if (ecs_task_id.startsWith(notLaunchedPrefix)) return { unavailable: "it was never launched" };
    try {
      return await this.read(ecs_task_id.split("/").at(-1) ?? "", lines);
    } catch (error) {
      return { unavailable: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  private async read(taskId: string, limit: number): Promise<LogTail> {
    this.target ??= this.findTarget();
    const { group, streamPrefix } = await this.target;
    const { containerName, region } = this.stack.deployment;
    const { events = [] } = await logsIn(region).send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: `${streamPrefix}/${containerName}/${taskId}`,
        limit,
        startFromHead: false,
      }),
    );
    if (events.length === 0) return { unavailable: "nothing has arrived there" };
    return { lines: events.map(({ message = "" }) => message.trimEnd()) };
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
