import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Json } from "../json";

/** A function's error as Lambda's Invoke answers it. */
interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The answer of Invoke: the function's result or its error. */
export type Answer = { readonly payload: Json } | { readonly error: FunctionError };

/** One invocation on its way to the sandbox. */
interface Invocation {
  readonly requestId: string;
  readonly functionArn: string;
  readonly payload: string;
  readonly timeoutSeconds: number;
}

/** The process that a function's code runs in, one invocation at a time. It stays until it dies or is stopped. */
export class Sandbox {
  private readonly process: ChildProcess;

  /**
   * @param environment all that the process finds in its environment
   * @param onLine is told each line that the function writes
   */
  constructor(environment: Readonly<Record<string, string>>, folder: string, onLine: (line: string) => void) {
    this.process = fork(resolve(__dirname, "bootstrap.js"), {
      env: environment,
      cwd: folder,
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      if (stream) createInterface(stream).on("line", onLine);
  }

  /** False once the process has died or was told to. */
  get alive(): boolean {
    return !this.exitedAlready && !this.process.killed;
  }

  async invoke({ timeoutSeconds, ...invocation }: Invocation): Promise<Answer> {
    const aborted = new AbortController();
    const deadline = Date.now() + timeoutSeconds * 1_000;
    // A process that dies before the message arrives says so by its exit.
    this.process.send({ ...invocation, deadline }, () => undefined);
    try {
      return await Promise.race([
        this.answered(aborted.signal),
        this.exited(invocation.requestId, aborted.signal),
        this.timedOut(invocation.requestId, timeoutSeconds, aborted.signal),
      ]);
    } finally {
      aborted.abort();
    }
  }

  async stop(): Promise<void> {
    if (this.exitedAlready) return;
    const exited = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await exited;
  }

  private get exitedAlready(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  private async answered(signal: AbortSignal): Promise<Answer> {
    const [message] = (await once(this.process, "message", { signal })) as [
      { payload: string } | { error: FunctionError },
    ];
    return "error" in message ? message : { payload: JSON.parse(message.payload) as Json };
  }

  private async exited(requestId: string, signal: AbortSignal): Promise<Answer> {
    const [code, killedBy] = (await once(this.process, "exit", { signal })) as [number | null, string | null];
    const how = killedBy === null ? `exit status ${code ?? 0}` : `signal: ${killedBy}`;
    return failed("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited with error: ${how}`);
  }

  private timedOut(requestId: string, timeoutSeconds: number, signal: AbortSignal): Promise<Answer> {
    return new Promise((answer) => {
      const timer = setTimeout(() => {
        this.process.kill("SIGKILL");
        const after = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        answer(failed("Sandbox.Timedout", `RequestId: ${requestId} Error: ${after}`));
      }, timeoutSeconds * 1_000);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
      });
    });
  }
}

const failed = (errorType: string, errorMessage: string): Answer => ({ error: { errorType, errorMessage } });
