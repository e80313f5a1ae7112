import {
  ConflictException,
  RunTaskCommand,
  type AssignPublicIp,
  type ECSClient,
  type RunTaskCommandInput,
} from "@aws-sdk/client-ecs";
import { DefaultRateLimiter, isThrottlingError } from "@smithy/core/retry";
import { backOff } from "exponential-backoff";
import type { RunKey } from "../workflow/run";
import type { Deployment } from "../workflow/deployment";
import { isFinalFailure, isRetryableError } from "../workflow/launch-refusals";

/**
 * Refusal of ECS to start a task.
 *
 * - `refused`: it said so in an answer of 200, which it gives again under the same token: the next attempt needs the next one.
 * - `noRoom`: it said so by an error, which it does not remember: later it may start the task under the same token.
 * - `unknown`: it was throttled, failed or gave no answer: the task may run, and is asked for under the same token.
 * - `final`: it never starts this task.
 * - `leftToMonitor`: a task was started under the token, and nobody knows which.
 */
type RefusalOutcome = "refused" | "noRoom" | "unknown" | "final" | "leftToMonitor";

/** ECS did not start the task, as far as is known. */
export class LaunchRefused extends Error {
  override readonly name = "LaunchRefused";

  constructor(
    reason: string,
    readonly outcome: RefusalOutcome,
  ) {
    super(reason);
  }
}

/** The attributes of a spec that say in which network its tasks run. */
type TaskNetwork = Pick<Deployment, "subnetIdLiteral" | "separator" | "securityGroupId" | "assignPublicIp">;

/** The parameters of RunTask that all tasks of a run share: one task a call, that names its run, in the network of the run's spec. */
export const oneTaskOf = ({ workflowRunId }: RunKey, network: TaskNetwork) =>
  ({
    count: 1,
    startedBy: workflowRunId,
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: network.subnetIdLiteral.split(network.separator),
        securityGroups: [network.securityGroupId],
        assignPublicIp: network.assignPublicIp as AssignPublicIp,
      },
    },
  }) satisfies Partial<RunTaskCommandInput>;

/**
 * After a throttled call the rate falls to nine tenths and climbs again: by the SDK's usual seven tenths, calls that take half a
 * second would stay below the quota for long. Ten calls a second are made however often ECS throttles, so that whoever waits
 * has a turn before the function's time is short.
 */
const paceOptions = { beta: 0.9, minFillRate: 10 } as const;

/** An error of the AWS SDK. */
type SdkError = Parameters<typeof isThrottlingError>[0];

/** Words that say "slower": ECS passes the throttling of its own look-ups on as InvalidParameterException. */
const throttlingWords = /rate exceeded|throttl|request ?limit ?exceeded/i;

/** True when ECS refused a call because there were too many, whatever it calls that. */
const isThrottled = (error: Error): boolean =>
  isThrottlingError(error as SdkError) || throttlingWords.test(error.message);

/**
 * The pace at which one launcher calls ECS: as fast as it may until a call is throttled, then at the rate that the answers
 * allow. It is the SDK's rate limiter of its adaptive retries, told of throttling in all of ECS's disguises.
 */
export class Pace {
  private readonly limiter = new DefaultRateLimiter(paceOptions);

  /** Makes a call when its turn has come, and learns from its answer. */
  async call<Answer>(make: () => Promise<Answer>): Promise<Answer> {
    await this.limiter.getSendToken();
    try {
      const answer = await make();
      this.learn(false);
      return answer;
    } catch (error) {
      this.learn(isThrottled(error as Error));
      throw error;
    }
  }

  private learn(throttled: boolean): void {
    this.limiter.updateClientSendingRate({ errorType: throttled ? "THROTTLING" : "OTHER" });
  }
}

/** Full jitter: each wait is a random part of one that doubles up to `maxDelay`; milliseconds. */
const backOffDelays = { jitter: "full", startingDelay: 200, maxDelay: 5_000 } as const;

/** Calls for one entry in one invocation: about ten seconds of them, then waiting is the state machine's. */
export const callsInInvocation = 10;

/**
 * Starts one task, and asks again with growing waits while it is not known whether it started.
 *
 * @param pace shared by all calls of a launcher
 * @param input with the `clientToken` of the attempt
 * @param mayGoOn false when there is no time left to ask again
 * @returns the task's ARN
 * @throws LaunchRefused with the last refusal
 */
export async function runTask(
  ecs: ECSClient,
  pace: Pace,
  input: RunTaskCommandInput,
  mayGoOn: () => boolean,
): Promise<string> {
  const seen = { answerLost: false };
  try {
    return await backOff(() => attempt(ecs, pace, input), {
      ...backOffDelays,
      numOfAttempts: callsInInvocation,
      retry: (error: unknown) => {
        seen.answerLost ||= isAnswerLost(error);
        return error instanceof LaunchRefused && error.outcome === "unknown" && mayGoOn();
      },
    });
  } catch (error) {
    // Of the call whose answer was lost a task may run.
    if (error instanceof LaunchRefused && error.outcome === "final" && seen.answerLost)
      throw new LaunchRefused(error.message, "leftToMonitor");
    throw error;
  }
}

const isAnswerLost = (error: unknown): boolean =>
  error instanceof LaunchRefused && error.outcome === "unknown" && !isThrottled(error);

async function attempt(ecs: ECSClient, pace: Pace, input: RunTaskCommandInput): Promise<string> {
  const { tasks, failures } = await pace.call(() => ecs.send(new RunTaskCommand(input))).catch(adoptOrRefuse);
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn !== undefined) return taskArn;
  const [failure] = failures ?? [];
  if (!failure) throw new LaunchRefused("ECS answered with neither a task nor a failure", "unknown");
  const { reason = "ECS gives no reason", detail } = failure;
  const outcome = isFinalFailure(reason) ? "final" : "refused";
  throw new LaunchRefused([reason, detail].filter(Boolean).join(": "), outcome);
}

/** A conflict over the client token names the task that was started under it: that one is ours. */
function adoptOrRefuse(error: Error): { tasks: { taskArn: string }[]; failures: [] } {
  const existing = error instanceof ConflictException ? error.resourceIds?.[0] : undefined;
  if (existing !== undefined) return { tasks: [{ taskArn: existing }], failures: [] };
  throw new LaunchRefused(`${error.name}: ${error.message}`, outcomeOf(error));
}

function outcomeOf(error: Error): RefusalOutcome {
  const status = (error as SdkError).$metadata?.httpStatusCode ?? 0;
  if (error instanceof ConflictException) return "leftToMonitor";
  // Only an answer of 400 to 499 says that nothing was started.
  if (status < 400 || status > 499 || isThrottled(error)) return "unknown";
  return isRetryableError(error) ? "noRoom" : "final";
}
