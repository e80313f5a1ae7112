import type { Task, TaskStopCode } from "@aws-sdk/client-ecs";

/** Stop codes by which ECS takes a task's machine away. ECS API reference, Task, stopCode. */
const takenAway: ReadonlySet<string | undefined> = new Set([
  "SpotInterruption",
  "TerminationNotice",
  "InfrastructureHealth",
] satisfies TaskStopCode[]);

/**
 * Words that say of a start that it failed for a passing reason: time-outs, lack of room, throttling. ECS developer guide, "Stopped
 * tasks error messages" and "CannotPullContainer task errors", and reports where it has only "<reason>". That a registry or a secret
 * cannot be reached may last: then the attempts are soon used up.
 */
const passing = [
  "Timeout waiting for (network interface|EphemeralStorage) provisioning",
  "network interface provision complete error",
  "Capacity is unavailable",
  "insufficient free (ip )?addresses|InsufficientFreeAddressesInSubnet",
  "rate (limit )?exceeded|throttl|too ?many ?requests|SlowDown",
  "i/o timeout|TLS handshake timeout|Client\\.Timeout|RequestCanceled|context (canceled|deadline exceeded)|timed out",
  "connection reset|unexpected EOF|Service Unavailable|\\b50[0234]\\b",
  "^InternalError",
].map((words) => new RegExp(words, "i"));

/** True for a task that stopped by no fault of its own: its machine was taken away, or its start failed for a passing reason. */
export function isInfrastructure({ stopCode, stoppedReason = "", containers = [] }: Task): boolean {
  if (stopCode !== "TaskFailedToStart") return takenAway.has(stopCode);
  const reasons = [stoppedReason, ...containers.map(({ reason = "" }) => reason)];
  return reasons.some((reason) => passing.some((words) => words.test(reason)));
}
