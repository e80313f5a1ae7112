import type { Task } from "@aws-sdk/client-ecs";

/** A task as the ECS API describes it. Never changed in place: each change makes another. */
export type EcsTask = Readonly<Task> & { readonly taskArn: string; readonly clusterArn: string };

/** Changes to a task when it reaches a point of its life. */
export type TaskChange = Pick<
  Task,
  "lastStatus" | "desiredStatus" | "startedAt" | "stoppingAt" | "stoppedAt" | "stopCode" | "stoppedReason"
> & { readonly exitCode?: number };

/** The task after a change; its container goes the same way. */
export function changed(task: EcsTask, { exitCode, ...change }: TaskChange): EcsTask {
  const { lastStatus = task.lastStatus } = change;
  const containers = task.containers?.map((container) => ({
    ...container,
    lastStatus,
    ...(exitCode === undefined ? {} : { exitCode }),
  }));
  return { ...task, ...change, containers };
}

/** The points of a task's life, by a clock. ECS developer guide, "Task lifecycle states" and "Stopped tasks error codes". */
export const lifecycleBy = (now: () => Date) => ({
  pending: (): TaskChange => ({ lastStatus: "PENDING" }),
  running: (): TaskChange => ({ lastStatus: "RUNNING", startedAt: now() }),
  /** Somebody called StopTask: what ends the task from here on is not the cause. */
  stopRequested: (stoppedReason: string): TaskChange => ({
    desiredStatus: "STOPPED",
    stoppingAt: now(),
    stopCode: "UserInitiated",
    stoppedReason,
  }),
  exited: (exitCode: number): TaskChange => ({
    lastStatus: "DEPROVISIONING",
    desiredStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    exitCode,
  }),
  failedToStart: (stoppedReason: string): TaskChange => ({
    lastStatus: "DEPROVISIONING",
    desiredStatus: "STOPPED",
    stopCode: "TaskFailedToStart",
    stoppedReason,
  }),
  stopped: (): TaskChange => ({ lastStatus: "STOPPED", desiredStatus: "STOPPED", stoppedAt: now() }),
});
