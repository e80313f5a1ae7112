import type { RunKey, AuditStore } from "../../workflow/audit-store";
import type { TaskStatus } from "../../workflow/status";
import { taskEnvironment } from "../../workflow/task-environment";
import type { RunningTask, TaskLaunch, TaskRunner } from "../local/endpoints/ecs";

/** A moment of a task's life: so long after the one before it records a status, or none. */
interface Moment {
  readonly afterSeconds: number;
  readonly status?: Extract<TaskStatus, "Running" | "Completed" | "Failed">;
}

/** A task from its start to its end; `forever` for one that never ends and heeds no SIGTERM. */
export interface Life {
  readonly moments: readonly Moment[];
  readonly exitCode: number;
  readonly forever?: boolean;
}

/** The life of each task, by its name. */
export type Work = (taskName: string) => Life;

/** Tasks that are timers: they write their rows, and end. */
export class SimulatedTasks implements TaskRunner {
  /** The name of each task that was started, in that order. */
  readonly starts: string[] = [];
  /** The most tasks that ran at once. */
  mostAtOnce = 0;
  private running = 0;

  constructor(
    private readonly work: Work,
    private readonly audit: AuditStore,
  ) {}

  readonly start = ({ taskArn, environment, stopTimeoutSeconds }: TaskLaunch): RunningTask => {
    const taskName = environment[taskEnvironment.taskName] ?? "";
    this.starts.push(taskName);
    const run: RunKey = {
      workflowName: environment[taskEnvironment.workflowName] ?? "",
      workflowRunId: environment[taskEnvironment.workflowRunId] ?? "",
    };
    const record = (status: TaskStatus, reason?: string) =>
      this.audit
        .recordTask({ ...run, taskId: taskArn }, status, { task_name: taskName, ...(reason && { reason }) })
        .catch(() => undefined);
    const { promise: ended, resolve: end } = promiseWithResolve<number>();
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    void ended.then(() => (this.running -= 1));
    let stopped = false;
    const life = this.work(taskName);
    const live = async (): Promise<void> => {
      for (const { afterSeconds, status } of life.moments) {
        await seconds(afterSeconds);
        if (stopped) return;
        if (status) await record(status);
      }
      if (!life.forever) end(life.exitCode);
    };
    void live();
    const stop = async (): Promise<void> => {
      if (life.forever) await seconds(stopTimeoutSeconds);
      else await record("Failed", "SIGTERM stopped it");
      stopped = true;
      end(life.forever ? killed : terminated);
    };
    return {
      started: Promise.resolve(),
      ended,
      stop: () => void stop(),
      kill: () => {
        end(killed);
      },
    };
  };
}

/** 128 + SIGTERM, 128 + SIGKILL */
const [terminated, killed] = [143, 137];

function promiseWithResolve<Value>() {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const seconds = (time: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, time * 1_000));
