import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { endWithThisProcess } from "../../tools/dependent-process";
import type { RunningTask, TaskLaunch, TaskRunner, TaskSurroundings } from "./task-runner";

/** The program of each task: executable and arguments, and an absolute working directory. @throws Error as ECS words it when there is none */
export type ProgramOf = (launch: TaskLaunch) => { readonly command: readonly string[]; readonly folder: string };

/** A program of Node.js. @param file absolute */
export const nodeProgram =
  (file: string): ProgramOf =>
  () => {
    if (existsSync(file)) return { command: [process.execPath, file], folder: dirname(file) };
    throw new Error(`CannotPullContainerError: there is no program at ${file}`);
  };

/**
 * Runs each task as a process of its own, which does not outlive this one. Of the environment of this process it inherits nothing
 * but `PATH`.
 */
export const processRunner =
  (programOf: ProgramOf, { environment, onLine }: TaskSurroundings): TaskRunner =>
  (launch) => {
    const { command, folder: cwd } = programOf(launch);
    const [executable = "", ...parameters] = command;
    const child = spawn(executable, parameters, {
      env: { PATH: process.env["PATH"], ...environment, ...launch.environment },
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
    });
    endWithThisProcess(child);
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on("line", (line) => onLine?.(launch.taskId, line));
    const started = new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const ended = exitCodeOf(child);
    return { started, ended, ...signalsTo(child, launch, ended) };
  };

/** Fulfilled with the exit code when a process has ended and all that it wrote was read. */
const exitCodeOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once("close", (code, signal) => {
      resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
    });
  });

/** Ends a task whose process is `child`, until it `ended` by itself. */
function signalsTo(
  child: ChildProcess,
  { container: { stopTimeout } }: TaskLaunch,
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
      killTimer ??= setTimeout(() => send("SIGKILL"), stopTimeout * 1_000);
    },
    kill: () => send("SIGKILL"),
  };
}
