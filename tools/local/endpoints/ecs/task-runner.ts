import type { ContainerDefinition } from "@aws-sdk/client-ecs";

/** Values that a runner needs to start a task's container. */
export interface TaskLaunch {
  readonly taskArn: string;
  /** The last part of the ARN. */
  readonly taskId: string;
  /** As the task definition has it, with the command of the overrides; `stopTimeout` as ECS takes it where it is absent. */
  readonly container: Readonly<ContainerDefinition> & { readonly stopTimeout: number };
  /** The task definition's environment, the overrides and what ECS itself adds. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A task's container, from its start to its end. */
export interface RunningTask {
  /** Fulfilled when the container runs; rejected when it cannot be started. */
  readonly started: Promise<void>;
  /** Fulfilled with the exit code when the container ended; 128 + the signal's number if a signal ended it. */
  readonly ended: Promise<number>;
  /** Asks it to end with SIGTERM, and after the stop timeout makes it end with SIGKILL. */
  readonly stop: () => void;
  /** Makes it end now. */
  readonly kill: () => void;
}

/** The surroundings of the containers that a runner starts. */
export interface TaskSurroundings {
  /** Variables of every container besides its task's own: its Region, the address of all services. */
  readonly environment: Readonly<Record<string, string>>;
  /** Is told each line that a task writes to standard output or standard error. */
  readonly onLine?: (taskId: string, line: string) => void;
}

/**
 * Starts the container of a task: as a process, by Docker, …
 *
 * @throws Error when it cannot be started, as `RunningTask.started` may be rejected for it too
 */
export type TaskRunner = (launch: TaskLaunch) => RunningTask;
