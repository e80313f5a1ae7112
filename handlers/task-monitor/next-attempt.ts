import type { RunTaskCommandInput, Task, TaskOverride } from "@aws-sdk/client-ecs";
import * as v from "valibot";
import { retryOptions } from "../../workflow/job";
import { taskEnvironment } from "../../workflow/task-environment";
import { oneTaskOf } from "../run-task";
import { isInfrastructure } from "./infrastructure";
import type { Poll } from "./poll";
import { endOf, type TaskEnd } from "./stopped-task";
import { attemptOf, environmentOf } from "./tasks-in-ecs";

/** A call of RunTask but for its token. */
type AttemptInput = Omit<RunTaskCommandInput, "clientToken">;

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
}

/**
 * A task that ECS has stopped, with what is to follow from its end. Its own environment says how many attempts its entry may have, and
 * after which ends.
 *
 * @param noted the reason that the container noted before it ended
 */
export function stoppedTask(poll: Poll, task: Task, noted: string | undefined): StoppedTask {
  const end = endOf(task, noted);
  if (end.status !== "Failed" || !isRetried(task)) return { end };
  const { attempt = 1, attempts = 1 } = attemptOf(task) ?? {};
  return { end, next: { attempt: attempt + 1, attempts, input: inputOf(poll, task, attempt + 1, attempts) } };
}

/** True for a task that another attempt follows, if it failed. */
export const isRetried = (task: Task): boolean => {
  const { attempt = 1, attempts = 1 } = attemptOf(task) ?? {};
  return attempt < attempts && (retryOnOf(task) === "any" || isInfrastructure(task));
};

const retryOnOf = (task: Task) =>
  v.parse(v.fallback(v.picklist(retryOptions), "any"), environmentOf(task).get(taskEnvironment.retryOn));

/** The network of a run's tasks, as its spec has it. */
const networkSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    subnetIdLiteral: v.string(),
    separator: v.string(),
    securityGroupId: v.string(),
    assignPublicIp: v.string(),
  }),
);

/** The same task once more: the last attempt of one that ran on Spot runs on demand. */
function inputOf({ clusterName, run, summary }: Poll, task: Task, attempt: number, attempts: number): AttemptInput {
  const isOnDemand = attempt === attempts && task.capacityProviderName === "FARGATE_SPOT";
  return {
    cluster: clusterName,
    taskDefinition: task.taskDefinitionArn,
    ...oneTaskOf(run, v.parse(networkSchema, summary.workflow_specs)),
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
