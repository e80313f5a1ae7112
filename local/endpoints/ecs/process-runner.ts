import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { TaskRunner } from "./task-runner";

export interface ProcessRunnerOptions {
  /** The bundled program that the image would hold, absolute. */
  readonly taskFile: string;
  /** What every process gets besides its task's environment: credentials, addresses of other endpoints. */
  readonly environment: Readonly<Record<string, string>>;
  /** Called with each line that a task writes to standard output or standard error. */
  readonly onLine?: (taskId: string, line: string) => void;
}

/** Runs each task as a Node.js process. Of the environment of this process it inherits nothing but `PATH`. */
export const processRunner = ({ taskFile, environment, onLine }: ProcessRunnerOptions): TaskRunner => ({
  start: ({ taskId, environment: taskEnvironment, stopTimeoutSeconds }) => {
    if (!existsSync(taskFile)) throw new Error(`CannotPullContainerError: there is no program at ${taskFile}`);
    const child = spawn(process.execPath, [taskFile], {
      env: { PATH: process.env.PATH, ...environment, ...taskEnvironment },
      cwd: dirname(taskFile),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on("line", (line) => onLine?.(taskId, line));
    let killTimer: NodeJS.Timeout | undefined;
    return {
      started: new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject)),
      ended: new Promise((resolve) => {
        child.once("close", (code, signal) => {
          clearTimeout(killTimer);
          resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
        });
      }),
      stop: () => {
        child.kill("SIGTERM");
        killTimer ??= setTimeout(() => child.kill("SIGKILL"), stopTimeoutSeconds * 1_000);
      },
      kill: () => child.kill("SIGKILL"),
    };
  },
});
