import { ECSClient } from "@aws-sdk/client-ecs";
import { jsonAnswer } from "../../http/aws-answers";
import { jsonIn, operationOf } from "../../http/aws-request";
import { answering, type Handler } from "../../http/exchange";
import { startLocalServer } from "../../http/local-server";
import type { EcsEngineOptions } from "./ecs";
import { newEcsEngine, type EcsEngine } from "./engine";

/**
 * Starts an ECS API, version 2014-11-13, that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks, with
 * what Fargate answers a container. Closing it ends every task that runs.
 *
 * @param inFront stands between callers and the API. @default nothing does
 */
export async function startEcsEndpoint(
  options: Omit<EcsEngineOptions, "url">,
  inFront: (api: Handler) => Handler = (api) => api,
) {
  const operator: Handler = (request) => apiOf(engine)(request);
  const program = inFront(operator);
  const server = await startLocalServer("ecs", (request) =>
    // A container that asks for its metadata or credentials.
    request.method === "GET" ? operator({ ...request, operation: request.url }) : program(request),
  );
  const engine = newEcsEngine({ ...options, url: server.url });
  return {
    url: server.url,
    tasks: engine.tasks,
    /** Answers whoever may do everything. */
    operator,
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
}

/** Answers requests in the AWS JSON 1.1 protocol. */
const apiOf =
  (engine: EcsEngine): Handler =>
  async (request) =>
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
export function inMemoryClient(engine: EcsEngine, region = "us-east-1"): ECSClient {
  const answer = answering("ecs", apiOf(engine));
  const handle = async ({ headers, body }: SdkRequest) => {
    const request = { service: "ecs", operation: operationOf(headers), method: "POST", url: "/" } as const;
    const answered = await answer({ ...request, headers, body: Buffer.copyBytesFrom(body) });
    return { response: { ...answered, statusCode: answered.status, body: Buffer.from(answered.body) } };
  };
  return new ECSClient({
    region,
    endpoint: "http://in-memory",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // Nobody checks signatures here, and they take a good part of a call's time.
    signer: { sign: (request) => Promise.resolve(request) },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}
