import type { EcsEngineOptions } from "../../tools/local/endpoints/ecs/ecs";
import { newEcsEngine, ecsApi } from "../../tools/local/endpoints/ecs/engine";
import { startLocalServer } from "../../tools/local/http/local-server";

const account = { region: "us-east-1", accountId: "000000000000" };

type Options = Omit<EcsEngineOptions, "url" | keyof typeof account> & Partial<typeof account>;

/** Starts an ECS API that runs tasks, with what Fargate answers a container. Closing it ends every task that runs. */
export async function startEcsEndpoint(options: Options) {
  const server = await startLocalServer((request) => ecsApi(engine)(request));
  const engine = newEcsEngine({ ...account, ...options, url: server.url });
  return {
    url: server.url,
    tasks: engine.tasks,
    close: async () => {
      await engine.close();
      await server.close();
    },
  };
}
