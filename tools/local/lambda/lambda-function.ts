import { unzipSync } from "fflate";
import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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

/** A Lambda function as it is configured. */
export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  /** `file.export` within the zip. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memorySizeMb: number;
  /** The execution role. */
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Subnets that its code runs in; none: outside of any VPC. */
  readonly subnetIds: readonly string[];
  readonly logGroupName: string;
  /** The zip with the code; undefined where it is not known here. */
  readonly zip: Uint8Array | undefined;
}

/**
 * A Lambda function of the stack, run from its zip in a process of its own with the environment it would have in AWS, and
 * nothing of this process's. The process serves one invocation after the other, is stopped when one outlasts the
 * function's timeout, and replaced when it died.
 */
export class LambdaFunction {
  private process: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param folder for the unpacked zip; the caller deletes it
   * @param programEnvironment Region, credentials and endpoints
   * @param onLine is told each line that the function writes
   */
  constructor(
    readonly configuration: FunctionConfiguration,
    private readonly folder: string,
    private readonly programEnvironment: Readonly<Record<string, string>>,
    private readonly onLine: (line: string) => void = () => undefined,
  ) {
    const { name, zip } = configuration;
    if (!zip) throw new Error(`The code of ${name} was not uploaded as a zip, which is all that can be run here`);
    unpack(zip, folder);
  }

  /** Calls the function, after the calls before. What the function throws is an answer too. */
  invoke(payload: Json): Promise<Answer> {
    const answer = this.last.then(() => this.invokeNow(payload));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the function's process, and with it a call that goes on. */
  async close(): Promise<void> {
    if (!this.process || hasExited(this.process)) return;
    const exited = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await exited;
  }

  private invokeNow(payload: Json): Promise<Answer> {
    if (!this.process || this.process.killed || hasExited(this.process)) this.process = this.start();
    const child = this.process;
    const { arn: functionArn, timeoutSeconds } = this.configuration;
    const requestId = randomUUID();
    const deadline = Date.now() + timeoutSeconds * 1_000;
    // A process that dies before the message arrives says so by its exit.
    child.send({ requestId, functionArn, deadline, payload: JSON.stringify(payload) }, () => undefined);
    return new Promise<Answer>((resolve) => {
      const end = (answer: Answer) => {
        clearTimeout(timer);
        child.off("message", answered).off("exit", exited);
        resolve(answer);
      };
      const fail = (errorType: string, how: string) => {
        end({ error: { errorType, errorMessage: `RequestId: ${requestId} ${how}` } });
      };
      const answered = (message: unknown) => {
        const { error, payload: result = "" } = message as { error?: FunctionError; payload?: string };
        end(error ? { error } : { payload: JSON.parse(result) as Json });
      };
      const exited = (code: number | null, signal: string | null) => {
        const how = signal === null ? `exit status ${code ?? 0}` : `signal: ${signal}`;
        fail("Runtime.ExitError", `Error: Runtime exited with error: ${how}`);
      };
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail("Sandbox.Timedout", `Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
      }, timeoutSeconds * 1_000);
      child.once("message", answered).once("exit", exited);
    });
  }

  private start(): ChildProcess {
    const { configuration, folder, programEnvironment, onLine } = this;
    const child = fork(resolve(__dirname, "bootstrap.js"), {
      env: { ...configuration.environment, ...runtimeEnvironment(configuration, folder), ...programEnvironment },
      cwd: folder,
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", onLine);
    return child;
  }
}

const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

function unpack(zip: Uint8Array, folder: string): void {
  for (const [path, content] of Object.entries(unzipSync(zip))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/**
 * The environment variables that Lambda itself sets, beside Region and credentials. Lambda developer guide, "Defined
 * runtime environment variables".
 *
 * @param taskRoot folder of the unpacked zip
 */
const runtimeEnvironment = (
  { name, handler, memorySizeMb, logGroupName }: FunctionConfiguration,
  taskRoot: string,
): Record<string, string> => ({
  _HANDLER: handler,
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
  AWS_LAMBDA_LOG_STREAM_NAME: "local",
  LAMBDA_TASK_ROOT: taskRoot,
  LANG: "en_US.UTF-8",
  TZ: ":UTC",
});
