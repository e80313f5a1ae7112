import { changed, type EcsTask, type TaskChange } from "./task";

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
