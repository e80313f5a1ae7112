import { unzipSync } from "fflate";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "../json";
import { Sandbox, type Answer } from "./sandbox";

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

interface LambdaFunctionProps {
  readonly configuration: FunctionConfiguration;
  /** Folder for the unpacked zip; the caller deletes it. */
  readonly folder: string;
  /** Region, credentials and endpoints. */
  readonly programEnvironment: Readonly<Record<string, string>>;
  /** Is told each line that the function writes. */
  readonly onLine?: (line: string) => void;
}

/**
 * A Lambda function of the stack, run from its zip in a process of its own with the environment it would have in AWS, and
 * nothing of this process's. The process serves one invocation after the other, is stopped when one outlasts the
 * function's timeout, and replaced when it died.
 */
export class LambdaFunction {
  readonly configuration: FunctionConfiguration;
  private sandbox: Sandbox | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly props: LambdaFunctionProps) {
    const { name, zip } = props.configuration;
    if (!zip) throw new Error(`The code of ${name} was not uploaded as a zip, which is all that can be run here`);
    this.configuration = props.configuration;
    unpack(zip, props.folder);
  }

  /** Calls the function, after the calls before. What the function throws is an answer too. */
  invoke(payload: Json): Promise<Answer> {
    const answer = this.last.then(() => this.invokeNow(payload));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    await this.sandbox?.stop();
  }

  private invokeNow(payload: Json): Promise<Answer> {
    if (!this.sandbox?.alive) this.sandbox = this.startSandbox();
    return this.sandbox.invoke({
      requestId: randomUUID(),
      functionArn: this.configuration.arn,
      payload: JSON.stringify(payload),
      timeoutSeconds: this.configuration.timeoutSeconds,
    });
  }

  private startSandbox(): Sandbox {
    const { configuration, folder, programEnvironment, onLine = () => undefined } = this.props;
    const environment = {
      ...configuration.environment,
      ...runtimeEnvironment(configuration, folder),
      ...programEnvironment,
    };
    return new Sandbox(environment, folder, onLine);
  }
}

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
