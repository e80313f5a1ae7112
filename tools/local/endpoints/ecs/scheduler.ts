import { type EcsTask, type TaskChange, type TaskTable } from "./task-table";
import type { RunningTask, TaskLaunch, TaskRunner } from "./task-runner";

/**
 * Takes tasks from PENDING to STOPPED, in the order of their launch and no more than `maxRunning` at once: a laptop is
 * smaller than Fargate.
 */
export class Scheduler {
  private readonly waiting: TaskLaunch[] = [];
  private readonly running = new Map<string, { readonly task: RunningTask; readonly end: Promise<void> }>();

  private readonly lifecycle: ReturnType<typeof lifecycleBy>;

  constructor(
    private readonly tasks: TaskTable,
    private readonly runner: TaskRunner,
    private maxRunning: number,
    now: () => Date,
  ) {
    this.lifecycle = lifecycleBy(now);
  }

  /** Starts a task as soon as there is room for it. */
  enqueue(launch: TaskLaunch): void {
    this.tasks.change(launch.taskArn, this.lifecycle.pending());
    this.waiting.push(launch);
    this.startNext();
  }

  /** Stops a task, running or not yet. One that is stopping or has stopped is left alone. */
  stop(task: EcsTask, reason: string): EcsTask {
    if (task.desiredStatus === "STOPPED") return task;
    const stopping = this.tasks.change(task.taskArn, this.lifecycle.stopRequested(reason));
    const place = this.waiting.findIndex(({ taskArn }) => taskArn === task.taskArn);
    if (place < 0) this.running.get(task.taskArn)?.task.stop();
    else this.waiting.splice(place, 1);
    return place < 0 ? stopping : this.tasks.change(task.taskArn, this.lifecycle.stopped());
  }

  /** Starts nothing more, makes all that runs end now, and waits for it. */
  async close(): Promise<void> {
    this.maxRunning = 0;
    const all = [...this.running.values()];
    for (const { task } of all) task.kill();
    await Promise.all(all.map(({ end }) => end));
  }

  private startNext(): void {
    while (this.running.size < this.maxRunning) {
      const launch = this.waiting.shift();
      if (!launch) return;
      this.start(launch);
    }
  }

  private start(launch: TaskLaunch): void {
    try {
      const task = this.runner.start(launch);
      const end = this.follow(launch.taskArn, task);
      this.running.set(launch.taskArn, { task, end });
    } catch (error) {
      this.finish(launch.taskArn, this.lifecycle.failedToStart(String(error)));
    }
  }

  private async follow(taskArn: string, task: RunningTask): Promise<void> {
    const end = await task.started.then(
      async () => {
        this.tasks.change(taskArn, this.lifecycle.running());
        return this.lifecycle.exited(await task.ended);
      },
      (error: unknown) => this.lifecycle.failedToStart(String(error)),
    );
    this.running.delete(taskArn);
    this.finish(taskArn, end);
    this.startNext();
  }

  private finish(taskArn: string, end: TaskChange): void {
    // What StopTask said of the cause holds, whatever way the container took to end.
    const { stopCode, stoppedReason } = this.tasks.find(taskArn) ?? {};
    this.tasks.change(taskArn, stopCode ? { ...end, stopCode, stoppedReason } : end);
    this.tasks.change(taskArn, this.lifecycle.stopped());
  }
}

/** The points of a task's life, by a clock. ECS developer guide, "Task lifecycle states" and "Stopped tasks error codes". */
const lifecycleBy = (now: () => Date) => ({
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
