import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Deployed } from "../deployed/deployed";
import { AwsError } from "../http/aws-answers";
import type { Hooks } from "../hooks";
import type { Json } from "../json";
import { type Answer, type FunctionConfiguration, LambdaFunction } from "./lambda-function";

/** The part of a Lambda function that its callers need. */
export interface Invocable extends Pick<FunctionConfiguration, "name" | "arn"> {
  readonly invoke: (payload: Json) => Promise<Answer>;
}

/** The Lambda functions that are deployed: each runs from its zip, with the configuration that it has when it is invoked. */
export class Functions {
  private readonly running = new Map<string, LambdaFunction>();
  private started = 0;

  /**
   * @param folder for unpacked zips; the caller's to delete
   * @param environmentOf Region, credentials and endpoints of a function
   * @param onLine is told each line that a function writes
   */
  constructor(
    private readonly deployed: Pick<Deployed, "functions" | "refresh">,
    private readonly folder: string,
    private readonly environmentOf: (configuration: FunctionConfiguration) => Readonly<Record<string, string>>,
    private readonly onLine: (name: string, line: string) => void = () => undefined,
    private readonly faults: Pick<Hooks, "invoke" | "applied"> = {},
  ) {}

  /** The functions that there are now. */
  invocable(): Invocable[] {
    return this.deployed.functions.map(({ name, arn }) => ({
      name,
      arn,
      invoke: (payload) => this.invoke(name, payload),
    }));
  }

  /**
   * Invokes a function as it is deployed now.
   *
   * @throws AwsError ResourceNotFoundException
   */
  async invoke(name: string, payload: Json): Promise<Answer> {
    const { deployed, faults } = this;
    await deployed.refresh();
    const configuration = deployed.functions.find((one) => one.name === name);
    if (!configuration) throw new AwsError("ResourceNotFoundException", `Function not found: ${name}`, { status: 404 });
    const lambda = await this.current(faults.applied?.(configuration) ?? configuration);
    const proceed = () => lambda.invoke(payload);
    return faults.invoke ? faults.invoke({ name, payload, kill: () => lambda.close() }, proceed) : proceed();
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.values()].map((lambda) => lambda.close()));
  }

  private async current(configuration: FunctionConfiguration): Promise<LambdaFunction> {
    const before = this.running.get(configuration.name);
    if (before && isDeepStrictEqual(before.configuration, configuration)) return before;
    const lambda = this.start(configuration);
    this.running.set(configuration.name, lambda);
    await before?.close();
    return lambda;
  }

  private start(configuration: FunctionConfiguration): LambdaFunction {
    const { name } = configuration;
    this.started += 1;
    const own = join(this.folder, `${name}-${this.started}`);
    return new LambdaFunction(configuration, own, this.environmentOf(configuration), (line) => {
      this.onLine(name, line);
    });
  }
}
