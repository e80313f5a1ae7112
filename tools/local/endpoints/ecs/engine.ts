import type {
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
  StopTaskRequest,
  StopTaskResponse,
} from "@aws-sdk/client-ecs";
import { limits } from "../../../../workflow/limits";
import { AwsError, jsonAnswer } from "../../http/aws-answers";
import { ClientTokens } from "./client-tokens";
import { containerResource } from "./container-resources";
import { clusterNameOf, ecsArn, taskArnOf, type Ecs, type EcsCall, type EcsEngineOptions } from "./ecs";
import { runTask } from "./run-task";
import { Tasks, type EcsTask } from "./tasks";
import { jsonIn, type Handler } from "../../http/exchange";

/** The time that a stopped task stays known: milliseconds. ECS API reference, DescribeTasks: "at least one hour"; here no longer. */
const rememberedMilliseconds = 3_600_000;

/** True for a task that ECS has not forgotten. */
const isKnown = ({ now }: Pick<Ecs, "now">, { stoppedAt }: EcsTask): boolean =>
  stoppedAt === undefined || now().getTime() <= stoppedAt.getTime() + rememberedMilliseconds;

/** DescribeTasks: the tasks that are known, and a failure MISSING for each that is not. */
function describeTasks(ecs: Ecs, input: DescribeTasksRequest): DescribeTasksResponse {
  const clusterName = clusterNameOf(ecs, input);
  const references = input.tasks ?? [];
  if (references.length === 0) throw new AwsError("InvalidParameterException", "Tasks cannot be empty.");
  if (references.length > limits.describeTasksArns)
    throw new AwsError(
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

/** Also the most that a page can have. ECS API reference, ListTasks. */
const defaultMaxResults = 100;

/** ListTasks: the ARNs of a cluster's tasks that are to run (or to stop), by family and by who started them. */
function listTasks(ecs: Ecs, input: ListTasksRequest): ListTasksResponse {
  const wanted = Object.entries({
    clusterArn: ecsArn(ecs, `cluster/${clusterNameOf(ecs, input)}`),
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

/** StopTask: SIGTERM, and SIGKILL after the container's stop timeout. */
function stopTask(ecs: Ecs, input: StopTaskRequest): StopTaskResponse {
  const clusterName = clusterNameOf(ecs, input);
  const task = ecs.tasks.find(taskArnOf(ecs, clusterName, input.task ?? ""));
  if (!task || !isKnown(ecs, task))
    throw new AwsError("InvalidParameterException", "The referenced task was not found.");
  return { task: ecs.tasks.stop(task, input.reason ?? "Task stopped by user") };
}

/** The actions that this endpoint has, by the name that a request calls them by. Each throws AwsError. */
const operations: Readonly<Partial<Record<string, (ecs: Ecs, input: never) => object>>> = {
  RunTask: runTask,
  DescribeTasks: describeTasks,
  StopTask: stopTask,
  ListTasks: listTasks,
};

/** ECS without its server: simulated runs call it as it is. */
export type EcsEngine = ReturnType<typeof newEcsEngine>;

const none = () => undefined;

/** Makes an ECS that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export function newEcsEngine({
  maxRunning = 8,
  runner,
  onChange = none,
  intercept = (_call, proceed) => proceed(),
  now = () => new Date(),
  ...options
}: EcsEngineOptions) {
  const tasks = new Tasks(runner, maxRunning, now, onChange);
  const clientTokens = new ClientTokens(now, (taskArn) => tasks.find(taskArn));
  const defaults = { vcpus: Infinity, capacityProvider: "FARGATE", refusal: none, credentialsOf: none };
  const ecs: Ecs = { ...defaults, ...options, now, tasks, clientTokens, credentials: new Map() };
  return {
    /**
     * Answers a call.
     *
     * @throws AwsError
     * @throws ConnectionLost when an interceptor says so
     */
    // oxlint-disable-next-line typescript/require-await -- what an operation throws becomes a rejection
    call: (call: EcsCall): Promise<object> => intercept(call, async () => dispatch(ecs, call)),
    /** All tasks so far, in the order of their launch. */
    tasks: () => tasks.all(),
    /** Ends every task that runs, and waits for them. */
    close: () => tasks.close(),
  };
}

/** Does what a request, or a container, asks for. @throws AwsError */
function dispatch(ecs: Ecs, { operation, input }: EcsCall): object {
  const resource = containerResource(ecs, operation);
  if (resource) return resource;
  const operate = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!operate) throw new AwsError("UnknownOperationException", `This endpoint has no operation ${operation}`);
  return operate(ecs, input as never);
}

/** An engine's API, version 2014-11-13, in an AWS JSON protocol. */
export const ecsApi =
  (engine: Pick<EcsEngine, "call">): Handler =>
  async (request) =>
    jsonAnswer(await engine.call({ ...request, input: jsonIn(request) }));
