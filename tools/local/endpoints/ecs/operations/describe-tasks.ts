import type { DescribeTasksRequest, DescribeTasksResponse } from "@aws-sdk/client-ecs";
import { limits } from "../../../../../workflow/limits";
import { clusterNameOf, isKnown, taskArnOf, type Ecs } from "../ecs";
import { EcsError } from "../ecs-error";

/** DescribeTasks: the tasks that are known, and a failure MISSING for each that is not. */
export function describeTasks(ecs: Ecs, input: DescribeTasksRequest): DescribeTasksResponse {
  const clusterName = clusterNameOf(ecs, input.cluster);
  const references = input.tasks ?? [];
  if (references.length === 0) throw new EcsError("InvalidParameterException", "Tasks cannot be empty.");
  if (references.length > limits.describeTasksArns)
    throw new EcsError(
      "InvalidParameterException",
      `Tasks cannot have more than ${limits.describeTasksArns} elements.`,
    );
  const arns = references.map((reference) => taskArnOf(ecs, clusterName, reference));
  const tasks = arns.flatMap((arn) => ecs.tasks.find(arn) ?? []).filter((task) => isKnown(ecs, task));
  const found = new Set(tasks.map(({ taskArn }) => taskArn));
  return {
    tasks,
    failures: arns.filter((arn) => !found.has(arn)).map((arn) => ({ arn, reason: "MISSING" })),
  };
}
