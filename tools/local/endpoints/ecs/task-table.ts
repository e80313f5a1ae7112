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

/** All tasks that were ever run here, in the order of their launch. */
export class TaskTable {
  private readonly tasks = new Map<string, EcsTask>();

  /** @param onChange called with a task when it is new and after each change */
  constructor(private readonly onChange: (task: EcsTask) => void = () => undefined) {}

  add(task: EcsTask): void {
    this.tasks.set(task.taskArn, task);
    this.onChange(task);
  }

  all(): readonly EcsTask[] {
    return [...this.tasks.values()];
  }

  find(taskArn: string): EcsTask | undefined {
    return this.tasks.get(taskArn);
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
