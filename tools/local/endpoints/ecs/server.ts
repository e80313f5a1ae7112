import { jsonAnswer } from "../../http/aws-answers";
import { jsonIn } from "../../http/aws-request";
import type { Handler } from "../../http/exchange";
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
export const apiOf =
  (engine: EcsEngine): Handler =>
  async (request) =>
    jsonAnswer(await engine.call({ ...request, input: jsonIn(request) }), 200, "1.1");
