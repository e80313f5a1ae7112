import type { RunTaskCommandInput, Task, TaskOverride, TaskStopCode } from "@aws-sdk/client-ecs";
import * as v from "valibot";
import { retryOptions } from "../../workflow/job";
import { taskEnvironment } from "../../workflow/task-environment";
import { endOf, type TaskEnd } from "./stopped-task";
import { attemptOf, environmentOf } from "./tasks-in-ecs";

/** The part of a call of RunTask that is the task's own, and not all its run's. */
type AttemptInput = Pick<RunTaskCommandInput, "taskDefinition" | "capacityProviderStrategy" | "overrides">;

/** A task that stopped, and the next attempt at its entry where one is to be made. All of it can be kept as JSON. */
export interface StoppedTask {
  readonly end: TaskEnd;
  readonly next?: {
    /** From 2. */
    readonly attempt: number;
    readonly attempts: number;
    readonly input: AttemptInput;
  };
}

/** The part of it that a row keeps while ECS has no room for the next attempt: ECS itself forgets the overrides within hours. */
export interface WaitingAttempt extends Required<StoppedTask> {
  /** In the words of ECS. */
  readonly refusal: string;
  /** Its definite refusals so far. */
  readonly refusals: number;
  /** Time since which ECS refuses it for good, ISO 8601 UTC. */
  readonly refusedSince?: string | undefined;
  /** Time of the last call for it of which nobody knows whether it started a task, ISO 8601 UTC. */
  readonly unknownSince?: string | undefined;
}

/** A task after which another attempt is to be made, which may wait already. */
export type AwaitedAttempt = Required<StoppedTask> & Partial<WaitingAttempt>;

/**
 * A task that ECS has stopped, with what is to follow from its end. Its own environment says how many attempts its entry may have, and
 * after which ends.
 *
 * @param noted the reason that the container noted before it ended
 */
export function stoppedTask(task: Task, noted: string | undefined): StoppedTask {
  const end = endOf(task, noted);
  if (end.status !== "Failed" || !isRetried(task)) return { end };
  const { attempt = 1, attempts = 1 } = attemptOf(task) ?? {};
  return { end, next: { attempt: attempt + 1, attempts, input: inputOf(task, attempt + 1, attempts) } };
}

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
function isInfrastructure({ stopCode, stoppedReason = "", containers = [] }: Task): boolean {
  if (stopCode !== "TaskFailedToStart") return takenAway.has(stopCode);
  const reasons = [stoppedReason, ...containers.map(({ reason = "" }) => reason)];
  return reasons.some((reason) => passing.some((words) => words.test(reason)));
}

/** True for a task that another attempt follows, if it failed. */
const isRetried = (task: Task): boolean => {
  const { attempt = 1, attempts = 1 } = attemptOf(task) ?? {};
  return attempt < attempts && (retryOnOf(task) === "any" || isInfrastructure(task));
};

const retryOnOf = (task: Task) =>
  v.parse(v.fallback(v.picklist(retryOptions), "any"), environmentOf(task).get(taskEnvironment.retryOn));

/** The same task once more: the last attempt of one that ran on Spot runs on demand. */
function inputOf(task: Task, attempt: number, attempts: number): AttemptInput {
  const isOnDemand = attempt === attempts && task.capacityProviderName === "FARGATE_SPOT";
  return {
    taskDefinition: task.taskDefinitionArn,
    ...(isOnDemand && { capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }] }),
    overrides: overridesOf(task.overrides, attempt),
  };
}

/** Overrides of the task, with the number of the attempt. What ECS adds to its description is left out. */
function overridesOf(
  { containerOverrides = [], cpu, memory, ephemeralStorage }: TaskOverride = {},
  attempt: number,
): TaskOverride {
  return {
    containerOverrides: containerOverrides.map(({ name, command, environment = [] }) => ({
      name,
      ...(command && command.length > 0 && { command }),
      environment: environment.map((variable) =>
        variable.name === taskEnvironment.attempt ? { ...variable, value: String(attempt) } : variable,
      ),
    })),
    ...(cpu !== undefined && { cpu }),
    ...(memory !== undefined && { memory }),
    ...(ephemeralStorage && { ephemeralStorage }),
  };
}
