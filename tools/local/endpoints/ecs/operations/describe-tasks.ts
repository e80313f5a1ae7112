import type { DescribeTasksRequest, DescribeTasksResponse } from "@aws-sdk/client-ecs";
import { limits } from "../../../../../workflow/limits";
import { clusterNameOf, taskArnOf, type Ecs } from "../ecs";
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
  return {
    tasks: arns.map((arn) => ecs.tasks.find(arn)).filter((task) => task !== undefined),
    failures: arns.filter((arn) => !ecs.tasks.find(arn)).map((arn) => ({ arn, reason: "MISSING" })),
  };
}
