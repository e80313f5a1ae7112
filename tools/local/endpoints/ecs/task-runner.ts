import type { LinuxParameters } from "@aws-sdk/client-ecs";

/** Values that a runner needs to start a task's container. */
export interface TaskLaunch {
  readonly taskArn: string;
  /** The last part of the ARN. */
  readonly taskId: string;
  readonly containerName: string;
  readonly image: string;
  /** As the overrides or the task definition have it. @default the image's */
  readonly command?: readonly string[] | undefined;
  /** As the task definition has it. @default the image's */
  readonly user?: string | undefined;
  readonly readonlyRootFilesystem: boolean;
  /** Kernel capabilities that it may not use, and whether its first process is one that collects others. @default Docker's own */
  readonly linuxParameters?: Pick<LinuxParameters, "capabilities" | "initProcessEnabled"> | undefined;
  /** The task definition's environment, the overrides and what ECS itself adds. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose values the task definition takes from a store of secrets. @default none */
  readonly secretNames?: readonly string[] | undefined;
  /** Time from SIGTERM to SIGKILL. */
  readonly stopTimeoutSeconds: number;
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
