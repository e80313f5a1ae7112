import type { NetworkName } from "../../settings/network-setups";
import { launcherCalls, launchSeconds } from "../../workflow/fit";
import type { Course, Pattern } from "../../workflow/history-events";
import { pollsWithin } from "../../workflow/wait";
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
}

/** What a run is assumed to be like, beyond its shape: change them here, the bill names them. */
export const assumptions = {
  /** From the pull of the image to the first line of the program: billed as Fargate time. */
  taskStartSeconds: 20,
  /** Fargate bills at least a minute. AWS Fargate pricing, "Pricing details". */
  shortestBilledSeconds: 60,
  /** A poll of the monitor, and what the launcher takes beside the quota's pace. */
  pollSeconds: 0.5,
  functionMib: 256,
  /** A row of a task is below 1 KB: one write unit. */
  rowBytes: 500,
  /** An entry of the list within the run's summary row. */
  entryBytes: 120,
  logBytesPerTask: 2_000,
  /**
   * What a task exchanges with ECR and CloudWatch Logs, and functions with ECS for it. The layers of its image are not in it:
   * an image in ECR has them in S3, behind the gateway endpoint. Of an image elsewhere all comes this way.
   */
  networkBytesPerTask: 100_000,
} as const;

/** Submitted, Running, Completed; each is written to the table and to its index. */
const writesPerTask = 3 * 2;

/** How long a run takes: launching by the quotas of a new account, then the last task. Seconds. */
export const runSeconds = ({ tasks, taskSeconds }: RunShape): number =>
  launchSeconds(tasks) + assumptions.taskStartSeconds + taskSeconds;

/** How often the launcher and the monitor are called. */
export function courseOf(shape: RunShape): Course {
  const calls = shape.pattern === 1 ? launcherCalls(shape.tasks) : 0;
  return { tasks: shape.tasks, launcherCalls: calls, polls: pollsWithin(runSeconds(shape), shape.timeoutSeconds) };
}

/** DynamoDB counts whole units of so many KB for an item or a query, and at least one. */
const units = (bytes: number, unitKib: number): number => Math.max(1, Math.ceil(bytes / 1_024 / unitKib));

/** The bill of one run in which nothing is tried again, by on-demand capacity of the tables. */
export function runCost(shape: RunShape, prices = priceList): CostItem[] {
  const { pattern, tasks, taskSeconds, cpuUnits, memoryMib } = shape;
  const { taskStartSeconds, shortestBilledSeconds, pollSeconds, functionMib, entryBytes, rowBytes } = assumptions;
  const item = costItem(prices);
  const { launcherCalls, polls } = courseOf(shape);
  const launcherSeconds = pattern === 1 ? launchSeconds(tasks) + pollSeconds : 0;
  const taskHours = (tasks * Math.max(shortestBilledSeconds, taskStartSeconds + taskSeconds)) / 3_600;
  const summaryKib = units(tasks * entryBytes, 1);
  const readsPerPoll = units(tasks * entryBytes, 4) + units((tasks * rowBytes) / 2, 4);
  return [
    item("Fargate, CPU of the tasks", "fargateVcpuHour", (taskHours * cpuUnits) / 1_024),
    item("Fargate, memory of the tasks", "fargateGibHour", (taskHours * memoryMib) / 1_024),
    item("Step Functions, states entered", "stateTransition", statesEntered(pattern, { tasks, launcherCalls, polls })),
    item("Lambda, calls", "lambdaRequest", launcherCalls + polls),
    item("Lambda, time", "lambdaGibSecond", ((launcherSeconds + polls * pollSeconds) * functionMib) / 1_024),
    item("DynamoDB, writes", "dynamodbWriteUnit", tasks * writesPerTask + summaryKib * Math.min(polls + 1, tasks + 1)),
    item("DynamoDB, reads", "dynamodbReadUnit", polls * readsPerPoll),
    item("S3, copies", "s3CopyRequest", tasks),
    item("S3, look-ups", "s3GetRequest", tasks),
    item("CloudWatch Logs", "logsGib", (tasks * assumptions.logBytesPerTask) / 1024 ** 3),
    ...networkRunCost(shape.network, { taskHours, bytes: tasks * assumptions.networkBytesPerTask }, prices),
  ];
}
