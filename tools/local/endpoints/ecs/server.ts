import { ECSClient } from "@aws-sdk/client-ecs";
import type { IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { errorAnswer, jsonAnswer } from "../../http/aws-answers";
import { ConnectionLost } from "../../http/exchange";
import { startLocalServer, type Endpoint } from "../../http/local-server";
import { EcsError } from "./ecs-error";
import { newEcsEngine, type EcsEngine, type EcsEngineOptions } from "./engine";
import type { EcsCall } from "./operations";
import type { EcsTask } from "./task-table";

export type EcsEndpointOptions = Omit<EcsEngineOptions, "url">;

/** An ECS API, version 2014-11-13, with what Fargate answers a container. Closing it ends every task that runs. */
export interface EcsEndpoint extends Endpoint {
  /** All tasks so far, in the order of their launch. */
  readonly tasks: () => readonly EcsTask[];
}

/** Starts an endpoint that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export async function startEcsEndpoint(options: EcsEndpointOptions): Promise<EcsEndpoint> {
  const server = await startLocalServer("ecs", async (request) => {
    if (request.method !== "GET") return answerTo(engine, request.headers, await text(request));
    const { status, body } = await engine.toContainer(String(request.url));
    return jsonAnswer(body, status, "1.1");
  });
  const engine = newEcsEngine({ ...options, url: server.url });
  return {
    url: server.url,
    tasks: engine.tasks,
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
}

/** Every `X-Amz-Target` of the ECS API begins so. */
const targetPrefix = "AmazonEC2ContainerServiceV20141113.";

/**
 * Answers a request in the AWS JSON 1.1 protocol, with an error as such.
 *
 * @throws ConnectionLost when nothing is to be answered
 */
async function answerTo(engine: EcsEngine, headers: IncomingHttpHeaders, body: string) {
  try {
    return jsonAnswer(await engine.call(callOf(headers, body)), 200, "1.1");
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    return errorAnswer("ecs", error as Error);
  }
}

/** @throws EcsError when a request is not one for ECS */
function callOf(headers: IncomingHttpHeaders, body: string): EcsCall {
  const target = String(headers["x-amz-target"]);
  if (!target.startsWith(targetPrefix)) throw new EcsError("UnknownOperationException", `Not an ECS call: ${target}`);
  return { operation: target.slice(targetPrefix.length), input: parseInput(body), headers };
}

function parseInput(body: string): object {
  try {
    return JSON.parse(body || "{}") as object;
  } catch (error) {
    throw new EcsError("SerializationException", String(error));
  }
}

/** The part of a request of the AWS SDK that is looked at. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const textOf = (body: SdkRequest["body"]): string => (typeof body === "string" ? body : new TextDecoder().decode(body));

/**
 * A client of the AWS SDK that reaches an engine without a socket: all that the SDK does to requests, answers and errors is done.
 * It tries nothing again.
 */
export const inMemoryClient = (engine: EcsEngine, region = "us-east-1"): ECSClient =>
  new ECSClient({
    region,
    endpoint: "http://in-memory",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // Nobody checks signatures here, and they take a good part of a call's time.
    signer: { sign: (request) => Promise.resolve(request) },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ headers, body }: SdkRequest) => {
        const answer = await answerTo(engine, headers, textOf(body));
        return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
      },
    } as never,
  });
