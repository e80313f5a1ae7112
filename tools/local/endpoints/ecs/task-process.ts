import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import type { RunningTask, TaskLaunch } from "./task-runner";

/** What a runner of processes needs. */
export interface ProcessRunnerOptions {
  /** The bundled program that the image would hold, absolute. */
  readonly taskFile: string;
  /** What every process gets besides its task's environment: credentials, addresses of other endpoints. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line that a task writes to standard output or standard error. */
  readonly onLine?: (taskId: string, line: string) => void;
}

/** @throws Error as ECS words it when there is no program */
export function checkProgram({ taskFile }: ProcessRunnerOptions): void {
  if (!existsSync(taskFile)) throw new Error(`CannotPullContainerError: there is no program at ${taskFile}`);
}

/** All that a task's process finds in its environment: of this process's own nothing but `PATH`. */
export const processEnvironment = (
  { environment }: ProcessRunnerOptions,
  launch?: TaskLaunch,
): Record<string, string | undefined> => ({ PATH: process.env.PATH, ...environment, ...launch?.environment });

/** Fulfilled when a process runs; rejected when it cannot be started. */
export const startOf = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));

/** Fulfilled with the exit code when a process has ended and all that it wrote was read. */
export const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
    });
  });

/** How a task is ended whose process is `child`, until it `ended` by itself. */
export function signalsTo(
  child: ChildProcess,
  { stopTimeoutSeconds }: TaskLaunch,
  ended: Promise<unknown>,
): Pick<RunningTask, "stop" | "kill"> {
  let killTimer: NodeJS.Timeout | undefined;
  let over = false;
  const send = (signal: NodeJS.Signals) => !over && child.kill(signal);
  void ended.then(() => {
    over = true;
    clearTimeout(killTimer);
  });
  return {
    stop: () => {
      send("SIGTERM");
      killTimer ??= setTimeout(() => send("SIGKILL"), stopTimeoutSeconds * 1_000);
    },
    kill: () => send("SIGKILL"),
  };
}
