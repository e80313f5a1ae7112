import type {
  DescribeTasksResponse,
  ListTasksResponse,
  RunTaskRequest,
  RunTaskResponse,
  StopTaskRequest,
  Task,
} from "@aws-sdk/client-ecs";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { AwsError } from "../../tools/local/http/aws-answers";
import type { Interceptor } from "../../tools/local/http/exchange";
import { pause } from "./simulated/simulated-time";

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

/** Has ECS accept no stop for so long after it was first asked for one. @param seconds no more than what the kit asks for it again */
export const notStopping = (seconds: number): Intercept => {
  let firstAt: number | undefined;
  return ({ operation }, proceed) => {
    if (operation !== "StopTask") return proceed();
    firstAt ??= Date.now();
    if (Date.now() - firstAt < seconds * 1_000) throw new AwsError("ThrottlingException", "Rate exceeded");
    return proceed();
  };
};

/**
 * Has ECS refuse for good to start anything from so many seconds on.
 *
 * @param tells of what it has started under a token. What comes first, the token or a refusal like that of IAM, AWS does not document
 */
export const lockedAfter = (seconds: number, tells: boolean): Intercept => {
  const from = Date.now() + seconds * 1_000;
  const known = new Set<string | undefined>();
  return async ({ operation, input }, proceed) => {
    if (operation !== "RunTask") return proceed();
    const { clientToken } = input as RunTaskRequest;
    if (Date.now() >= from && !known.has(clientToken))
      throw new AwsError("InvalidParameterException", "The security group 'sg-1' does not exist");
    const answer: RunTaskResponse = await proceed();
    if (tells && answer.tasks?.[0]) known.add(clientToken);
    return answer;
  };
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
