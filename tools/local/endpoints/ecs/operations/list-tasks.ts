import type { ListTasksRequest, ListTasksResponse } from "@aws-sdk/client-ecs";
import { clusterNameOf, ecsArn, isKnown, type Ecs } from "../ecs";

/** Also the most that a page can have. ECS API reference, ListTasks. */
const defaultMaxResults = 100;

/** ListTasks: the ARNs of a cluster's tasks that are to run (or to stop), by family and by who started them. */
export function listTasks(ecs: Ecs, input: ListTasksRequest): ListTasksResponse {
  const wanted = Object.entries({
    clusterArn: ecsArn(ecs, `cluster/${clusterNameOf(ecs, input.cluster)}`),
    desiredStatus: input.desiredStatus ?? "RUNNING",
    startedBy: input.startedBy,
    group: input.family && `family:${input.family}`,
  } as const).filter(([, value]) => value !== undefined);
  const all = ecs.tasks.all();
  // The token is the last ARN of the page before.
  const rest = all.slice(all.findIndex(({ taskArn }) => taskArn === input.nextToken) + 1);
  const matching = rest.filter(
    (task) => isKnown(ecs, task) && wanted.every(([key, value]) => task[key as keyof typeof task] === value),
  );
  const taskArns = matching.map(({ taskArn }) => taskArn).slice(0, input.maxResults ?? defaultMaxResults);
  return { taskArns, ...(taskArns.length < matching.length ? { nextToken: taskArns.at(-1) } : {}) };
}
