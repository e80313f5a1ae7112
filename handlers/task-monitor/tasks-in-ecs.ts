import { DescribeTasksCommand, type ECSClient, type Task } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import { limits } from "../../workflow/limits";
import type { DetailRow } from "../../workflow/audit-rows";
import { taskEnvironment } from "../../workflow/task-environment";

/**
 * Time for which ECS must not know a task before that is believed: seconds. ECS is eventually consistent, so a task that was just
 * launched may be missing for a moment. ECS API reference, RunTask.
 */
export const missingGraceSeconds = 300;

/** Answer of ECS about a task: the task itself, or that it does not know it. */
export type Sighting = Task | "MISSING";

/** ARNs in portions that one call takes. */
const portions = (arns: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(arns.length / limits.describeTasksArns) }, (_, index) =>
    arns.slice(index * limits.describeTasksArns, (index + 1) * limits.describeTasksArns),
  );

/** Calls of DescribeTasks at once: 20 a second refill their bucket. */
const parallelDescribes = 5;

/** Asks ECS about tasks. @returns what it says, by ARN; nothing where it says nothing of use */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
): Promise<Map<string, Sighting>> {
  const answers = await pMap(portions(arns), (tasks) => ecs.send(new DescribeTasksCommand({ cluster, tasks })), {
    concurrency: parallelDescribes,
  });
  const missing = answers.flatMap(({ failures = [] }) => failures).filter(({ reason }) => reason === "MISSING");
  const found = answers.flatMap(({ tasks = [] }) => tasks);
  return new Map<string, Sighting>([
    ...missing.map(({ arn }) => [String(arn), "MISSING"] as const),
    ...found.map((task) => [String(task.taskArn), task] as const),
  ]);
}

/** The environment that a task's containers were started with. */
export const environmentOf = (task: Task): Map<string | undefined, string | undefined> =>
  new Map(
    (task.overrides?.containerOverrides ?? [])
      .flatMap(({ environment = [] }) => environment)
      .map(({ name, value }) => [name, value]),
  );

/** The number of a task among the attempts at its entry, and how many there may be; nothing where the entry has one alone. */
export function attemptOf(task: Task): Pick<DetailRow, "attempt" | "attempts"> | undefined {
  const told = environmentOf(task);
  const attempts = Number(told.get(taskEnvironment.attempts) ?? 1);
  return attempts > 1 ? { attempt: Number(told.get(taskEnvironment.attempt) ?? 1), attempts } : undefined;
}
