import {
  ConflictException,
  RunTaskCommand,
  type AssignPublicIp,
  type ECSClient,
  type RunTaskCommandInput,
} from "@aws-sdk/client-ecs";
import { backOff } from "exponential-backoff";
import type { RunKey } from "../workflow/run";
import type { Deployment } from "../workflow/deployment";
import { isFinalFailure, isRetryableError } from "../workflow/launch-refusals";
import { isThrottled, type Pace, type SdkError } from "./pace";

/**
 * Refusal of ECS to start a task.
 *
 * - `refused`: it said so in an answer of 200, which it gives again under the same token: the next attempt needs the next one.
 * - `noRoom`: it said so by an error, which it does not remember: later it may start the task under the same token.
 * - `throttled`: it had no time for the call, and is asked again soon.
 * - `unknown`: it failed or gave no answer: the task may run, and is asked for under the same token.
 * - `final`: it never starts this task.
 * - `leftToMonitor`: a task was started under the token, or may have been before ECS refused it for good, and nobody knows which.
 */
type RefusalOutcome = "refused" | "noRoom" | "throttled" | "unknown" | "final" | "leftToMonitor";

/** Outcomes of calls under a token of which a task may run, where that changes them. */
const ofUnknownStart = {
  noRoom: "unknown",
  throttled: "unknown",
  final: "leftToMonitor",
} as const satisfies Partial<Record<RefusalOutcome, RefusalOutcome>>;

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
 * @param isStartUnknown true where an earlier call, of which nobody knows what became of it, may have started the task
 * @returns the task's ARN, or the last refusal
 */
export async function runTask(
  ecs: ECSClient,
  pace: Pace,
  input: RunTaskCommandInput,
  mayGoOn: () => boolean,
  isStartUnknown = false,
): Promise<string | LaunchRefused> {
  const start = { isUnknown: isStartUnknown };
  try {
    return await backOff(() => attempt(ecs, pace, input), {
      ...backOffDelays,
      numOfAttempts: callsInInvocation,
      retry: (error: unknown) => {
        if (!(error instanceof LaunchRefused)) return false;
        start.isUnknown ||= error.outcome === "unknown";
        return (error.outcome === "unknown" || error.outcome === "throttled") && mayGoOn();
      },
    });
  } catch (error) {
    if (!(error instanceof LaunchRefused)) throw error;
    if (!(start.isUnknown && error.outcome in ofUnknownStart)) return error;
    return new LaunchRefused(error.message, ofUnknownStart[error.outcome as keyof typeof ofUnknownStart]);
  }
}

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
  if (isThrottled(error)) return "throttled";
  // Only an answer of 400 to 499 says that nothing was started.
  if (status < 400 || status > 499) return "unknown";
  return isRetryableError(error) ? "noRoom" : "final";
}
