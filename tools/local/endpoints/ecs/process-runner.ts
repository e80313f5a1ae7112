import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import {
  checkProgram,
  exitCodeOf,
  processEnvironment,
  signalsTo,
  startOf,
  type ProcessRunnerOptions,
} from "./task-process";
import type { TaskRunner } from "./task-runner";

/** Runs each task as a Node.js process of its own. Of the environment of this process it inherits nothing but `PATH`. */
export const processRunner = (options: ProcessRunnerOptions): TaskRunner => ({
  start: (launch) => {
    checkProgram(options);
    const child = spawn(process.execPath, [options.taskFile], {
      env: processEnvironment(options, launch),
      cwd: dirname(options.taskFile),
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on("line", (line) => options.onLine?.(launch.taskId, line));
    const ended = exitCodeOf(child);
    return { started: startOf(child), ended, ...signalsTo(child, launch, ended) };
  },
});
