import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { dirname, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { exitCodeOf, signalsTo, startOf } from "../task-process";
import type { RunningTask, TaskLaunch } from "../task-runner";

const host = resolve(__dirname, "host.js");

/** What a process is given to do. */
interface Task {
  readonly onLine: (line: string) => void;
  /** The streams that have yet to say that the task ended. */
  readonly open: Set<Readable>;
  readonly end: (exitCode: number) => void;
}

/** A process that runs one task after the other, as long as they leave nothing behind. See host.js. */
export class WarmProcess {
  /** Fulfilled when the process has ended. */
  readonly gone: Promise<number>;
  private readonly child: ChildProcess & { stdout: Readable; stderr: Readable };
  private readonly started: Promise<void>;
  /** What ends a stream's last line of a task, before the exit code. */
  private readonly mark = `${randomUUID()} `;
  private task: Task | undefined;

  /** @param environment all that it has while it waits for a task */
  constructor(taskFile: string, environment: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [host, taskFile, this.mark], {
      env: environment,
      cwd: dirname(taskFile),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    }) as unknown as typeof this.child;
    this.started = startOf(this.child);
    this.gone = exitCodeOf(this.child);
    void this.gone.then((exitCode) => this.task?.end(exitCode));
    // A process that is gone says so by its exit.
    this.input.on("error", () => undefined);
    for (const stream of [this.child.stdout, this.child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        this.read(stream, line);
      });
  }

  /**
   * Runs a task.
   *
   * @param environment all that the task finds in its environment
   * @param onIdle is called when the process can take the next one
   */
  run(
    launch: TaskLaunch,
    environment: NodeJS.ProcessEnv,
    onLine: (line: string) => void,
    onIdle: () => void,
  ): RunningTask {
    const open = new Set([this.child.stdout, this.child.stderr]);
    let stopped = false;
    const ended = new Promise<number>((resolve) => {
      const end = (exitCode: number) => {
        this.task = undefined;
        resolve(exitCode);
        // A signal that is still on its way is not for the next task.
        if (stopped) this.end();
        else if (this.alive) onIdle();
      };
      this.task = { onLine, open, end };
    });
    this.input.write(`${JSON.stringify(environment)}\n`);
    const { stop, kill } = signalsTo(this.child, launch, ended);
    const stopping = (how: () => void) => () => {
      stopped = true;
      how();
    };
    return { started: this.started, ended, stop: stopping(stop), kill: stopping(kill) };
  }

  /** Ends the process, whatever it does. */
  end(): void {
    this.child.kill("SIGKILL");
  }

  private get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  private get input(): Writable {
    return this.child.stdio[3] as Writable;
  }

  private read(stream: Readable, line: string): void {
    if (!this.task) return;
    const at = line.indexOf(this.mark);
    if (at !== 0) this.task.onLine(at < 0 ? line : line.slice(0, at));
    if (at < 0) return;
    this.task.open.delete(stream);
    if (this.task.open.size === 0) this.task.end(Number(line.slice(at + this.mark.length)));
  }
}
