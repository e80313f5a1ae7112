import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { FunctionConfiguration } from "../lambda/function-configuration";
import { LambdaFunction } from "../lambda/lambda-function";
import type { Answer } from "../lambda/sandbox";
import type { Json } from "../json";
import { errorAnswer } from "./aws-error";
import type { GatewayAnswer, GatewayRequest, Serve } from "./request";

/** A function as it was deployed. */
interface DeployedFunction extends FunctionConfiguration {
  readonly roleArn: string;
}

interface LambdaOptions {
  readonly region: string;
  /** Reads configurations back. */
  readonly client: LambdaClient;
  /** Folder for unpacked zips; the caller's to delete. */
  readonly folder: string;
  /** Region, credentials and endpoints of a function. */
  readonly programEnvironment: (deployed: DeployedFunction) => Promise<Readonly<Record<string, string>>>;
  readonly onLine?: (name: string, line: string) => void;
  /** The service behind. */
  readonly forward: (request: GatewayRequest) => Promise<GatewayAnswer>;
}

interface Running {
  readonly deployed: DeployedFunction;
  readonly lambda: LambdaFunction;
}

const functionsPath = /^\/2015-03-31\/functions(?:\/([^/?]+)(?:\/(code|invocations))?)?\/?(?:\?.*)?$/;

/** `name` out of a name or an ARN, as the path has it. */
const nameOf = (reference: string): string => decodeURIComponent(reference).replace(/^arn:.*:function:/, "");

/**
 * Lambda: keeps the zips that are uploaded, and runs them when they are invoked, configured as the service behind has it.
 */
export class Lambda {
  private readonly zips = new Map<string, Uint8Array>();
  private readonly running = new Map<string, Running>();
  private started = 0;

  constructor(private readonly options: LambdaOptions) {}

  readonly serve: Serve = async (request) => {
    const [path, reference = "", part = ""] = functionsPath.exec(request.url) ?? [];
    if (path === undefined) return undefined;
    if (request.method === "POST" && part === "invocations") return this.answerInvoke(nameOf(reference), request);
    const isUpload = request.method === (part === "code" ? "PUT" : "POST");
    return isUpload ? this.upload(request) : undefined;
  };

  /**
   * Invokes a function as it is deployed now.
   *
   * @throws ResourceNotFoundException
   */
  async invoke(name: string, payload: Json): Promise<Answer> {
    const deployed = await this.deployed(name);
    const current = this.running.get(name);
    if (current && isDeepStrictEqual(current.deployed, deployed)) return current.lambda.invoke(payload);
    const next = { deployed, lambda: await this.start(deployed) };
    this.running.set(name, next);
    await current?.lambda.close();
    return next.lambda.invoke(payload);
  }

  async close(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ lambda }) => lambda.close()));
  }

  private async upload(request: GatewayRequest): Promise<GatewayAnswer> {
    const answer = await this.options.forward(request);
    const { Code, ZipFile = Code?.ZipFile } = JSON.parse(request.body.toString("utf8")) as Upload;
    const { FunctionName } = JSON.parse(answer.body.toString("utf8")) as { FunctionName?: string };
    if (ZipFile !== undefined && FunctionName !== undefined)
      this.zips.set(FunctionName, Buffer.from(ZipFile, "base64"));
    return answer;
  }

  private async answerInvoke(name: string, { body }: GatewayRequest): Promise<GatewayAnswer> {
    try {
      const answer = await this.invoke(name, JSON.parse(body.toString("utf8") || "{}") as Json);
      const failed = "error" in answer;
      return {
        status: 200,
        headers: {
          "content-type": "application/json",
          "x-amz-executed-version": "$LATEST",
          ...(failed ? { "x-amz-function-error": "Unhandled" } : {}),
        },
        body: JSON.stringify(failed ? answer.error : answer.payload),
      };
    } catch (error) {
      return errorAnswer(error);
    }
  }

  private async deployed(name: string): Promise<DeployedFunction> {
    const { region, client } = this.options;
    const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const zip = this.zips.get(name);
    if (!zip) throw new Error(`The code of ${name} was not uploaded as a zip, which is all that can be run here`);
    return {
      name,
      arn: configuration.FunctionArn ?? "",
      roleArn: configuration.Role ?? "",
      handler: configuration.Handler ?? "",
      timeoutSeconds: configuration.Timeout ?? 0,
      memorySizeMb: configuration.MemorySize ?? 0,
      region,
      environment: configuration.Environment?.Variables ?? {},
      inVpc: (configuration.VpcConfig?.SubnetIds ?? []).length > 0,
      logGroupName: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
      zip,
    };
  }

  private async start(deployed: DeployedFunction): Promise<LambdaFunction> {
    const { folder, programEnvironment, onLine } = this.options;
    this.started += 1;
    return new LambdaFunction({
      configuration: deployed,
      folder: join(folder, `${deployed.name}-${this.started}`),
      programEnvironment: await programEnvironment(deployed),
      onLine: (line) => onLine?.(deployed.name, line),
    });
  }
}

interface Upload {
  readonly ZipFile?: string;
  readonly Code?: { readonly ZipFile?: string };
}
