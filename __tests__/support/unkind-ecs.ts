import type { DescribeTasksResponse, ListTasksResponse, StopTaskRequest, Task } from "@aws-sdk/client-ecs";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { AwsError } from "../../tools/local/http/aws-answers";
import type { Interceptor } from "../../tools/local/http/exchange";
import { pause } from "../../tools/simulated/simulated-time";

/** Has ECS say of each process that was killed that Spot took its machine back. */
export const killedBySpot: Intercept = async (_call, proceed) => {
  const answer = (await proceed()) as DescribeTasksResponse;
  const isKilled = (task: Task) => task.lastStatus === "STOPPED" && task.containers?.[0]?.exitCode === 137;
  return {
    ...answer,
    ...(answer.tasks && {
      tasks: answer.tasks.map((task) => (isKilled(task) ? { ...task, stopCode: "SpotInterruption" } : task)),
    }),
  };
};

/** Has each call of RunTask take its time. */
export const slowly =
  (seconds: number): Intercept =>
  async ({ operation }, proceed) => {
    if (operation === "RunTask" && seconds > 0) await pause(seconds);
    return proceed();
  };

/** Has ECS, which is eventually consistent, tell of no task that is younger than so many seconds. */
export const lagging =
  (seconds: number, tasks: () => readonly Task[]): Intercept =>
  async ({ operation, input }, proceed) => {
    const young = new Set(
      tasks()
        .filter(({ createdAt }) => Date.now() - Number(createdAt) < seconds * 1_000)
        .map(({ taskArn }) => taskArn),
    );
    if (operation === "StopTask" && young.has((input as StopTaskRequest).task))
      throw new AwsError("InvalidParameterException", "The referenced task was not found.");
    const answer: ListTasksResponse & DescribeTasksResponse = await proceed();
    const { taskArns, tasks: told } = answer;
    const unknown = (told ?? []).filter(({ taskArn }) => young.has(taskArn));
    return {
      ...answer,
      ...(operation === "ListTasks" && { taskArns: taskArns?.filter((arn) => !young.has(arn)) }),
      ...(operation === "DescribeTasks" && {
        tasks: told?.filter(({ taskArn }) => !young.has(taskArn)),
        failures: [...(answer.failures ?? []), ...unknown.map(({ taskArn: arn }) => ({ arn, reason: "MISSING" }))],
      }),
    };
  };

/**
 * Has each call of a service take its time before it has effect.
 *
 * @param seconds of one call after the other
 * @param listSeconds of each call that reads a list
 */
export const taking = (
  seconds: readonly number[],
  listSeconds: number,
): Interceptor<{ readonly service: string }, unknown> => {
  let calls = 0;
  return async ({ service }, proceed) => {
    const wait = service === "s3" ? listSeconds : (seconds[(calls += 1) % seconds.length] ?? 0);
    if (service !== "lambda" && wait > 0) await pause(wait);
    return proceed();
  };
};
