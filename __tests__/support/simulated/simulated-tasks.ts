import { AsyncLocalStorage } from "node:async_hooks";
import type { AuditStore } from "../../../workflow/audit-store";
import { containerNames } from "../../../workflow/job";
import type { RunKey } from "../../../workflow/run";
import type { TaskStatus } from "../../../workflow/status";
import { taskEnvironment } from "../../../workflow/task-environment";
import type { TaskRunner } from "../../../tools/local/endpoints/ecs/task-runner";
import { pause } from "./simulated-time";

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

/** The life of each task, by its name and the number of its attempt, from 1. */
export type Work = (taskName: string, attempt: number) => Life;

/** Tasks that are timers: they write their rows, and end. */
export class SimulatedTasks {
  /** The name of each task that was started, in that order. */
  readonly starts: string[] = [];
  /** The most tasks that ran at once. */
  mostAtOnce = 0;
  /** Those that were started while another of the same name ran. */
  readonly overlaps: string[] = [];
  /** Runs what a container does apart from the function whose call starts or stops it, which may die meanwhile. */
  private readonly apart = AsyncLocalStorage.snapshot();
  /** Names of those that run, by their ARNs. */
  readonly running = new Map<string, string>();

  constructor(
    private readonly work: Work,
    private readonly newAudit: () => AuditStore,
  ) {}

  readonly start: TaskRunner = ({ taskArn, container: { name: containerName, stopTimeout }, environment }) => {
    const taskName = environment[taskEnvironment.taskName] ?? "";
    if ([...this.running.values()].includes(taskName)) this.overlaps.push(taskName);
    this.starts.push(taskName);
    this.running.set(taskArn, taskName);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running.size);
    const [attempt, attempts] = [taskEnvironment.attempt, taskEnvironment.attempts].map((name) =>
      Number(environment[name] ?? 1),
    ) as [number, number];
    const run: RunKey = {
      workflowName: environment[taskEnvironment.workflowName] ?? "",
      workflowRunId: environment[taskEnvironment.workflowRunId] ?? "",
    };
    const key = { ...run, taskId: taskArn };
    const audit = this.newAudit();
    const record = (status: TaskStatus, reason?: string) =>
      audit
        .recordTask(key, status, {
          task_name: taskName,
          ...(reason && { reason }),
          ...(attempt > 1 && { attempt, attempts }),
        })
        .catch(() => undefined);
    // Any other container writes only what its life says.
    const isOfKit = containerName !== containerNames.container;
    // As the kit's own program does.
    const fail = (reason: string, isStopped = false) =>
      attempt < attempts && (isStopped || environment[taskEnvironment.retryOn] === "any")
        ? audit.noteOpenTask(key, { reason }).catch(() => undefined)
        : record("Failed", reason);
    const { promise: ended, resolve } = promiseWithResolve<number>();
    const end = (exitCode: number): void => {
      this.running.delete(taskArn);
      resolve(exitCode);
    };
    let stopped = false;
    const life = this.work(taskName, attempt);
    const live = async (): Promise<void> => {
      for (const { afterSeconds, status } of life.moments) {
        await pause(afterSeconds);
        if (stopped) return;
        if (status === "Failed") await fail("its work failed");
        else if (status) await record(status);
      }
      if (!life.forever) end(life.exitCode);
    };
    void this.apart(live);
    const stop = async (): Promise<void> => {
      await pause(sigtermSeconds);
      if (!this.running.has(taskArn)) return;
      if (life.forever) await pause(stopTimeout);
      else if (isOfKit) await fail("SIGTERM stopped it", true);
      stopped = true;
      end(life.forever ? killed : terminated);
    };
    return {
      started: Promise.resolve(),
      ended,
      stop: () => void this.apart(stop),
      kill: () => {
        end(killed);
      },
    };
  };
}

/** Time from a stop to SIGTERM, which AWS does not tell. */
const sigtermSeconds = 3;

/** 128 + SIGTERM, 128 + SIGKILL */
const [terminated, killed] = [143, 137];

function promiseWithResolve<Value>() {
  let resolve!: (value: Value) => void;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
