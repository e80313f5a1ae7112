import type { Task } from "@aws-sdk/client-ecs";
import type { RunningTask, TaskLaunch, TaskRunner } from "./task-runner";

/** A task as the ECS API describes it. Never changed in place: each change makes another. */
export type EcsTask = Readonly<Task> & { readonly taskArn: string; readonly clusterArn: string };

/** A change to a task when it reaches a point of its life. */
type TaskChange = Pick<
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

/**
 * All tasks that were ever run here, and the way of each from PENDING to STOPPED, in the order of their launch. ECS developer
 * guide, "Task lifecycle states" and "Stopped tasks error codes".
 */
export class Tasks {
  private readonly byArn = new Map<string, EcsTask>();
  private readonly waiting: TaskLaunch[] = [];
  private readonly running = new Map<string, { readonly task: RunningTask; readonly end: Promise<void> }>();
  private isClosed = false;

  /** @param onChange is told each task when it is new and after each change */
  constructor(
    private readonly runner: TaskRunner,
    private readonly maxRunning: number,
    private readonly now: () => Date,
    private readonly onChange: (task: EcsTask) => void,
  ) {}

  /** In the order of their launch. */
  all(): readonly EcsTask[] {
    return [...this.byArn.values()];
  }

  find(taskArn: string): EcsTask | undefined {
    return this.byArn.get(taskArn);
  }

  /** Takes a task in, and starts it as soon as there is room for it. */
  launch(task: EcsTask, launch: TaskLaunch): void {
    this.keep(task);
    this.change(task.taskArn, { lastStatus: "PENDING" });
    this.waiting.push(launch);
    this.startNext();
  }

  /** Stops a task, running or not yet. One that is stopping or has stopped is left alone. */
  stop(task: EcsTask, stoppedReason: string): EcsTask {
    const { taskArn, desiredStatus } = task;
    if (desiredStatus === "STOPPED") return task;
    const stopping = this.change(taskArn, {
      desiredStatus: "STOPPED",
      stoppingAt: this.now(),
      stopCode: "UserInitiated",
      stoppedReason,
    });
    const place = this.waiting.findIndex((launch) => launch.taskArn === taskArn);
    if (place >= 0) {
      this.waiting.splice(place, 1);
      return this.change(taskArn, this.stopped());
    }
    this.running.get(taskArn)?.task.stop();
    return stopping;
  }

  /** Starts nothing more, makes all that runs end now, and waits for it. */
  async close(): Promise<void> {
    this.isClosed = true;
    const all = [...this.running.values()];
    for (const { task } of all) task.kill();
    await Promise.all(all.map(({ end }) => end));
  }

  private startNext(): void {
    while (!this.isClosed && this.running.size < this.maxRunning) {
      const launch = this.waiting.shift();
      if (!launch) return;
      this.start(launch);
    }
  }

  private start(launch: TaskLaunch): void {
    const { taskArn } = launch;
    try {
      const task = this.runner(launch);
      this.running.set(taskArn, { task, end: this.follow(taskArn, task) });
    } catch (error) {
      this.finish(taskArn, failedToStart(error));
    }
  }

  private async follow(taskArn: string, task: RunningTask): Promise<void> {
    const end = await task.started.then(async () => {
      this.change(taskArn, { lastStatus: "RUNNING", startedAt: this.now() });
      return exited(await task.ended);
    }, failedToStart);
    this.running.delete(taskArn);
    this.finish(taskArn, end);
    this.startNext();
  }

  private finish(taskArn: string, end: TaskChange): void {
    // What StopTask said of the cause holds, whatever way the container took to end.
    const { stopCode, stoppedReason } = this.find(taskArn) ?? {};
    this.change(taskArn, stopCode ? { ...end, stopCode, stoppedReason } : end);
    this.change(taskArn, this.stopped());
  }

  private stopped(): TaskChange {
    return { lastStatus: "STOPPED", desiredStatus: "STOPPED", stoppedAt: this.now() };
  }

  /** @throws Error when there is no such task */
  private change(taskArn: string, change: TaskChange): EcsTask {
    const before = this.byArn.get(taskArn);
    if (!before) throw new Error(`There is no task ${taskArn}`);
    return this.keep(changed(before, change));
  }

  private keep(task: EcsTask): EcsTask {
    this.byArn.set(task.taskArn, task);
    this.onChange(task);
    return task;
  }
}

const exited = (exitCode: number): TaskChange => ({
  lastStatus: "DEPROVISIONING",
  desiredStatus: "STOPPED",
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  exitCode,
});

const failedToStart = (error: unknown): TaskChange => ({
  lastStatus: "DEPROVISIONING",
  desiredStatus: "STOPPED",
  stopCode: "TaskFailedToStart",
  stoppedReason: String(error),
});
