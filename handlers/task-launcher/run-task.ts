import { ConflictException, RunTaskCommand, type ECSClient, type RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { backOff } from "exponential-backoff";
import type { Pace } from "./pace";
import { errorPasses, failurePasses, isRefusal, type SdkError } from "./retry-classes";

/** Full jitter: each wait is a random part of one that doubles up to `maxDelay`; milliseconds. */
const backOffDelays = { jitter: "full", startingDelay: 200, maxDelay: 5_000, numOfAttempts: Infinity } as const;

/** ECS did not start the task. */
export class LaunchRefused extends Error {
  override readonly name = "LaunchRefused";
  /** How often ECS was asked. */
  attempts = 1;

  /**
   * @param passes true when asking again may help
   * @param mayRun true when one of the calls may have started the task nevertheless: its answer was lost
   */
  constructor(
    reason: string,
    readonly passes: boolean,
    readonly mayRun: boolean,
  ) {
    super(reason);
  }
}

/**
 * Starts one task and asks again, with growing waits, while a refusal may pass and `mayRetry` allows it.
 *
 * @param pace shared by all calls of a launcher
 * @param input with a `clientToken`, so that asking again after a lost answer gives the same task
 * @returns the task's ARN
 * @throws LaunchRefused with the last refusal
 */
export function runTask(
  ecs: ECSClient,
  pace: Pace,
  input: RunTaskCommandInput,
  mayRetry: (refusal: LaunchRefused) => boolean,
): Promise<string> {
  let mayRun = false;
  return backOff(() => attempt(ecs, pace, input), {
    ...backOffDelays,
    retry: (error: unknown, attempts) => {
      if (!(error instanceof LaunchRefused)) return false;
      mayRun ||= error.mayRun;
      Object.assign(error, { attempts, mayRun });
      return error.passes && mayRetry(error);
    },
  });
}

async function attempt(ecs: ECSClient, pace: Pace, input: RunTaskCommandInput): Promise<string> {
  const { tasks, failures } = await pace.call(() => ecs.send(new RunTaskCommand(input))).catch(adoptOrRefuse);
  const taskArn = tasks?.[0]?.taskArn;
  if (taskArn !== undefined) return taskArn;
  const failure = failures?.[0];
  const words = [failure?.reason ?? "ECS answered with neither a task nor a failure", failure?.detail];
  throw new LaunchRefused(words.filter(Boolean).join(": "), failurePasses(failure), false);
}

/** A conflict over the client token names the task that was started under it: that one is ours. */
function adoptOrRefuse(error: Error): { tasks: { taskArn: string }[]; failures: [] } {
  const existing = error instanceof ConflictException ? error.resourceIds?.[0] : undefined;
  if (existing !== undefined) return { tasks: [{ taskArn: existing }], failures: [] };
  throw new LaunchRefused(`${error.name}: ${error.message}`, errorPasses(error), !isRefusal(error as SdkError));
}
