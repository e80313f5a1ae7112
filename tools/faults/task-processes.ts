import { resolve } from "node:path";
import type { RunningTask, TaskLaunch, TaskRunner } from "../local/endpoints/ecs/task-runner";
import { taskEnvironment } from "../../workflow/task-environment";

/** Changes how a task's process is started, e.g. with another environment. */
export type LaunchChange = (launch: TaskLaunch) => TaskLaunch;

/** The name of the task that a process is started for. */
const taskNameOf = ({ environment }: TaskLaunch): string => environment[taskEnvironment.taskName] ?? "";

/** Changes how the process of one task is started. */
export const ofTask =
  (taskName: string, change: LaunchChange): LaunchChange =>
  (launch) =>
    taskNameOf(launch) === taskName ? change(launch) : launch;

/** A launch with its container changed. */
export const withContainer = (launch: TaskLaunch, change: Partial<TaskLaunch["container"]>): TaskLaunch => ({
  ...launch,
  container: { ...launch.container, ...change },
});

/** The environment with which a process loads a script of this lab before its program. */
export const preload = (script: "dies-at-once" | "hangs" | "skipped-time"): Record<string, string> => ({
  NODE_OPTIONS: `--require "${resolve(__dirname, "scripts", `${script}.js`)}"`,
});

/** Loads a script into the process of one task. */
export const preloaded = (taskName: string, script: "dies-at-once" | "hangs"): LaunchChange =>
  ofTask(taskName, (launch) => ({ ...launch, environment: { ...launch.environment, ...preload(script) } }));

/** The processes of the tasks, by task name: started as without faults, then stopped or killed by them. */
export class TaskProcesses {
  private readonly running = new Map<string, RunningTask>();
  private readonly stuck = new Set<string>();

  /** A runner that starts tasks as `runner` does, each as it is changed. */
  watch(runner: TaskRunner, change: LaunchChange = (launch) => launch): TaskRunner {
    return (launch) => {
      const taskName = taskNameOf(launch);
      const task = runner(change(launch));
      this.running.set(taskName, task);
      void task.ended.then(() => this.running.delete(taskName));
      return task;
    };
  }

  /** Ends a task by SIGKILL, if it runs, and waits for its end. */
  async kill(taskName: string): Promise<void> {
    const task = this.running.get(taskName);
    task?.kill();
    await task?.ended;
  }

  /** Sends a task SIGTERM, and later SIGKILL, if it runs. */
  stop(taskName: string): void {
    this.running.get(taskName)?.stop();
  }

  /** Notes that a task does not go on by itself: nobody needs to wait for it. @returns notes that it does */
  expectStuck(taskName: string): () => void {
    this.stuck.add(taskName);
    return () => this.stuck.delete(taskName);
  }

  /** True while a task runs that goes on by itself. */
  get busy(): boolean {
    return [...this.running.keys()].some((taskName) => !this.stuck.has(taskName));
  }
}
