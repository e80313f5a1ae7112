import type { NetworkName } from "../../../modules/network-setups";
import { launcherCalls, launchSeconds } from "../../../workflow/fit";
import type { Course, Pattern } from "../../../workflow/history-events";
import { limits } from "../../../workflow/limits";
import { sourceLaunchSeconds } from "../source-fit";
import type { TaskSource } from "../../../workflow/source-spec";
import { pollsWithin } from "../../../workflow/wait";
import { networkRunCost } from "./network-cost";
import { costItem, priceList, type CostItem } from "./prices";
import { statesEntered } from "./states-entered";

/** What the price of a run depends on. */
export interface RunShape {
  readonly pattern: Pattern;
  readonly tasks: number;
  /** How long the work of one task takes. */
  readonly taskSeconds: number;
  readonly timeoutSeconds: number;
  /** CPU units of a task; 1,024 are one vCPU. */
  readonly cpuUnits: number;
  readonly memoryMib: number;
  /** Of the deployment. */
  readonly network: NetworkName;
  /** Of a list in S3: its format, and entries in launching at once. */
  readonly source?: { readonly format: TaskSource["format"]; readonly launchConcurrency?: number | undefined };
}

/** What a run is assumed to be like, beyond its shape: change them here, the bill names them. */
export const assumptions = {
  /** From the pull of the image to the first line of the program: billed as Fargate time. */
  taskStartSeconds: 20,
  /** Fargate bills at least a minute. AWS Fargate pricing, "Pricing details". */
  shortestBilledSeconds: 60,
  /** A poll of the monitor, and what the launcher takes beside the quota's pace. */
  pollSeconds: 0.5,
  /** Of the launcher, and of the monitor by pattern. */
  launcherMib: 256,
  monitorMib: { 1: 256, 2: 256, 3: 1_769 } satisfies Record<Pattern, number>,
  /** A row of a task is below 1 KB: one write unit. */
  rowBytes: 600,
  /** An entry of the list within the run's summary row. */
  entryBytes: 120,
  /** A run's summary row whose list is in S3. */
  summaryBytes: 3_000,
  /** Rows of a long list that the monitor counts in a second, when all are launched. */
  rowsPerSecond: 20_000,
  /** What a task logs and, where an entry has an execution of its own, the events of that. */
  logBytesPerTask: 2_000,
  logBytesPerExecution: { 1: 0, 2: 0, 3: 12_000 } satisfies Record<Pattern, number>,
  /**
   * What a task exchanges with ECR and CloudWatch Logs, and functions with ECS for it. The layers of its image are not in it:
   * an image in ECR has them in S3, behind the gateway endpoint. Of an image elsewhere all comes this way.
   */
  networkBytesPerTask: 100_000,
} as const;

/** Submitted, Running, Completed; each is written to the table and to its index. */
const writesPerTask = 3 * 2;

/** How long launching takes, by the quotas of a new account. */
const launchingSeconds = ({ tasks, source }: RunShape): number =>
  source ? sourceLaunchSeconds(tasks, source.launchConcurrency) : launchSeconds(tasks);

/** How long a run takes: launching, then the last task. Seconds. */
export const runSeconds = (shape: RunShape): number =>
  launchingSeconds(shape) + assumptions.taskStartSeconds + shape.taskSeconds;

/** How often the launcher and the monitor are called. */
export function courseOf(shape: RunShape): Course {
  const calls = shape.pattern === 1 ? launcherCalls(shape.tasks) : 0;
  return { tasks: shape.tasks, launcherCalls: calls, polls: pollsWithin(runSeconds(shape), shape.timeoutSeconds) };
}

/** DynamoDB counts whole units of so many KB for an item or a query, and at least one. */
const units = (bytes: number, unitKib: number): number => Math.max(1, Math.ceil(bytes / 1_024 / unitKib));

/** What the monitor reads and writes, in DynamoDB's units. */
interface AuditUnits {
  /** Of the summary row. */
  readonly summaryWrite: number;
  readonly reads: number;
}

/** The list is in the summary row, and a poll reads that and, on average, half of the rows. */
function unitsOfList({ tasks }: RunShape, polls: number): AuditUnits {
  const { entryBytes, rowBytes } = assumptions;
  const readsPerPoll = units(tasks * entryBytes, 4) + units((tasks * rowBytes) / 2, 4);
  return { summaryWrite: units(tasks * entryBytes, 1), reads: polls * readsPerPoll };
}

/** A poll reads the rows of tasks that run, and the one at the end of launching all of them. */
function unitsOfSource({ tasks, taskSeconds }: RunShape, polls: number): AuditUnits {
  const { summaryBytes, rowBytes, taskStartSeconds } = assumptions;
  const running = Math.min(tasks, limits.launchBurst + limits.launchesPerSecond * (taskStartSeconds + taskSeconds));
  const readsPerPoll = units(summaryBytes, 4) + units(running * rowBytes, 4);
  return { summaryWrite: units(summaryBytes, 1), reads: polls * readsPerPoll + units(tasks * rowBytes, 4) };
}

/** The bill of one run in which nothing is tried again, by on-demand capacity of the tables. */
export function runCost(shape: RunShape, prices = priceList): CostItem[] {
  const { pattern, tasks, taskSeconds, cpuUnits, memoryMib, source } = shape;
  const { taskStartSeconds, shortestBilledSeconds, pollSeconds, launcherMib, monitorMib, rowsPerSecond } = assumptions;
  const item = costItem(prices);
  const { launcherCalls, polls } = courseOf(shape);
  const launcherGibSeconds = launcherCalls > 0 ? ((launchingSeconds(shape) + pollSeconds) * launcherMib) / 1_024 : 0;
  const monitorSeconds = polls * pollSeconds + (source ? tasks / rowsPerSecond : 0);
  const taskHours = (tasks * Math.max(shortestBilledSeconds, taskStartSeconds + taskSeconds)) / 3_600;
  const { summaryWrite, reads } = (source ? unitsOfSource : unitsOfList)(shape, polls);
  const states = statesEntered(pattern, { tasks, launcherCalls, polls, ...(source && { format: source.format }) });
  const logBytes = assumptions.logBytesPerTask + assumptions.logBytesPerExecution[pattern];
  return [
    item("Fargate, CPU of the tasks", "fargateVcpuHour", (taskHours * cpuUnits) / 1_024),
    item("Fargate, memory of the tasks", "fargateGibHour", (taskHours * memoryMib) / 1_024),
    item("Step Functions, states entered", "stateTransition", states),
    item("Lambda, calls", "lambdaRequest", launcherCalls + polls),
    item("Lambda, time", "lambdaGibSecond", launcherGibSeconds + (monitorSeconds * monitorMib[pattern]) / 1_024),
    item(
      "DynamoDB, writes",
      "dynamodbWriteUnit",
      tasks * writesPerTask + summaryWrite * Math.min(polls + 1, tasks + 1),
    ),
    item("DynamoDB, reads", "dynamodbReadUnit", reads),
    item("S3, copies", "s3CopyRequest", tasks),
    item("S3, look-ups", "s3GetRequest", tasks),
    item("CloudWatch Logs", "logsGib", (tasks * logBytes) / 1024 ** 3),
    ...networkRunCost(shape.network, { taskHours, bytes: tasks * assumptions.networkBytesPerTask }, prices),
  ];
}
