import { ECSClient } from "@aws-sdk/client-ecs";
import { errorAnswer, jsonAnswer } from "../../http/aws-answers";
import { jsonIn, operationOf, type AwsRequest } from "../../http/aws-request";
import { ConnectionLost } from "../../http/exchange";
import { startLocalServer } from "../../http/local-server";
import type { EcsEngineOptions } from "./ecs";
import { newEcsEngine, type EcsEngine } from "./engine";

/**
 * Starts an ECS API, version 2014-11-13, that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks, with
 * what Fargate answers a container. Closing it ends every task that runs.
 */
export async function startEcsEndpoint(options: Omit<EcsEngineOptions, "url">) {
  const server = await startLocalServer("ecs", async (request) => {
    if (request.method !== "GET") return answerTo(engine, request);
    const { status, body } = await engine.toContainer(request.url);
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

/** Answers a request in the AWS JSON 1.1 protocol. */
const answerTo = async (engine: EcsEngine, request: Pick<AwsRequest, "operation" | "headers" | "body">) =>
  jsonAnswer(await engine.call({ ...request, input: jsonIn(request) }), 200, "1.1");

/** The part of a request of the AWS SDK that is looked at. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

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
        const request = { operation: operationOf(headers), headers, body: Buffer.copyBytesFrom(body) };
        const answer = await answerTo(engine, request).catch((error: unknown) => {
          if (error instanceof ConnectionLost) throw error;
          return errorAnswer("ecs", error as Error);
        });
        return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
      },
    } as never,
  });
