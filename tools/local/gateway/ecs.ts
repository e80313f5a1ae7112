import { startEcsEndpoint, type EcsEndpoint, type EcsEndpointOptions } from "../endpoints/ecs";
import type { EcsRegistry } from "./ecs-registry";
import { passOn, type Serve } from "./request";

interface DeployedEcsOptions extends Omit<EcsEndpointOptions, "clusterNames" | "taskDefinitions"> {
  readonly registry: EcsRegistry;
}

interface DeployedEcs {
  readonly serve: Serve;
  readonly close: EcsEndpoint["close"];
}

/** The calls that are about tasks; clusters and task definitions are kept by the service behind. */
const taskOperations: ReadonlySet<string> = new Set(["RunTask", "DescribeTasks", "StopTask", "ListTasks"]);

/** Starts ECS, which runs the tasks of the task definitions that were registered, in the clusters that were created. */
export async function startDeployedEcs({ registry, ...options }: DeployedEcsOptions): Promise<DeployedEcs> {
  const { clusterNames, taskDefinitions } = registry;
  const endpoint = await startEcsEndpoint({ ...options, clusterNames, taskDefinitions });
  return {
    serve: async (request) => {
      if (request.service !== "ecs" || !taskOperations.has(request.operation)) return undefined;
      await registry.refresh();
      return passOn(endpoint, request);
    },
    close: () => endpoint.close(),
  };
}
