import type { Task } from "@aws-sdk/client-ecs";

/** A task as the ECS API describes it. Never changed in place: each change makes another. */
export type EcsTask = Readonly<Task> & { readonly taskArn: string; readonly clusterArn: string };

/** Changes to a task when it reaches a point of its life. */
export type TaskChange = Pick<
  Task,
  "lastStatus" | "desiredStatus" | "startedAt" | "stoppingAt" | "stoppedAt" | "stopCode" | "stoppedReason"
> & { readonly exitCode?: number };

/** The task after a change; its container goes the same way. */
function changed(task: EcsTask, { exitCode, ...change }: TaskChange): EcsTask {
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

/** All tasks that were ever run here, in the order of their launch. */
export class TaskTable {
  private readonly tasks = new Map<string, EcsTask>();
  private readonly arns = new Map<string, string>();

  /** @param onChange called with a task when it is new and after each change */
  constructor(private readonly onChange: (task: EcsTask) => void = () => undefined) {}

  add(task: EcsTask): void {
    this.arns.set(task.taskArn.slice(task.taskArn.lastIndexOf("/") + 1), task.taskArn);
    this.tasks.set(task.taskArn, task);
    this.onChange(task);
  }

  all(): readonly EcsTask[] {
    return [...this.tasks.values()];
  }

  find(taskArn: string): EcsTask | undefined {
    return this.tasks.get(taskArn);
  }

  /** The task whose ARN ends with `/<taskId>`. */
  withId(taskId: string): EcsTask | undefined {
    return this.tasks.get(this.arns.get(taskId) ?? "");
  }

  /** @throws Error when there is no such task */
  change(taskArn: string, change: TaskChange): EcsTask {
    const before = this.tasks.get(taskArn);
    if (!before) throw new Error(`There is no task ${taskArn}`);
    const task = changed(before, change);
    this.tasks.set(taskArn, task);
    this.onChange(task);
    return task;
  }
}
