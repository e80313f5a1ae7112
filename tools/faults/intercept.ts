import type { DescribeTasksResponse, Task } from "@aws-sdk/client-ecs";
import { environmentOf } from "../../handlers/task-monitor/tasks-in-ecs";
import { taskEnvironment } from "../../workflow/task-environment";
import type { EcsCall, Intercept } from "../local/endpoints/ecs/ecs";
import type { Service, ServiceCall, ServiceInterceptor } from "../local/iam/service-call";
import { errorAnswer, AwsError } from "../local/http/aws-answers";
import { ConnectionLost, type Interceptor } from "../local/http/exchange";

/** Calls that are hit: the first `times` of those that are picked. */
export interface Aim<Call> {
  readonly operations: readonly string[];
  /** @default every one */
  readonly picks?: (call: Call) => boolean;
  /** @default each time */
  readonly times?: number;
}

/** Lets `act` stand in for the calls that are aimed at; all others proceed. */
export function aimed<Call extends { readonly operation: string }, Answer>(
  { operations, picks = () => true, times = Infinity }: Aim<Call>,
  act: NoInfer<Interceptor<Call, Answer>>,
): Interceptor<Call, Answer> {
  let left = times;
  return (call, proceed) => {
    if (!operations.includes(call.operation) || left === 0 || !picks(call)) return proceed();
    left -= 1;
    return act(call, proceed);
  };
}

/** The program that makes a call: `AWS_EXECUTION_ENV` is in the user agent of every SDK. */
export function callerOf({ headers }: Pick<ServiceCall, "headers">): "function" | "task" | "state machine" {
  const agent = `${String(headers["user-agent"])} ${String(headers["x-amz-user-agent"])}`;
  if (agent.includes("AWS_Lambda")) return "function";
  return agent.includes("AWS_ECS_FARGATE") ? "task" : "state machine";
}

/** Lets `act` stand in for the first `times` calls of RunTask. @param picks @default all of them */
export const onRunTask = (act: Intercept, times = Infinity, picks?: (call: EcsCall) => boolean): Intercept =>
  aimed({ operations: ["RunTask"], times, ...(picks && { picks }) }, act);

/** The same for DescribeTasks. */
export const onDescribeTasks = (act: Intercept, times = Infinity): Intercept =>
  aimed({ operations: ["DescribeTasks"], times }, act);

/** The name of a task, of what its container was told. */
export const taskNameOf = (task: Pick<Task, "overrides">): string | undefined =>
  environmentOf(task).get(taskEnvironment.taskName);

/** True for a call that launches the task of this name. */
export const launches =
  (taskName: string) =>
  ({ input }: Pick<EcsCall, "input">): boolean =>
    taskNameOf(input) === taskName;

/** DescribeTasks with another word on one task: another description, or "MISSING" for none. */
export const described =
  (taskName: string, tell: (task: Task) => Task | "MISSING"): Intercept =>
  async (_call, proceed) => {
    const { tasks = [], failures = [] } = (await proceed()) as DescribeTasksResponse;
    const told = tasks.map((task) => (taskNameOf(task) === taskName ? tell(task) : task));
    const missing = tasks.filter((_, index) => told[index] === "MISSING");
    return {
      tasks: told.filter((task) => task !== "MISSING"),
      failures: [...failures, ...missing.map(({ taskArn: arn }) => ({ arn, reason: "MISSING" }))],
    };
  };

/** ECS answers with an error. */
export const failing =
  (name: string, message: string, status?: number): Intercept =>
  () =>
    Promise.reject(new AwsError(name, message, { ...(status && { status }) }));

/** Another service answers with an error. */
export const answering =
  (service: Service, error: AwsError): ServiceInterceptor =>
  () =>
    Promise.resolve(errorAnswer(service, error));

/** The call takes effect, and its answer is lost. */
export const replyLost = async (_call: unknown, proceed: () => Promise<unknown>): Promise<never> => {
  await proceed();
  throw new ConnectionLost();
};
