import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ClientTokens } from "./client-tokens";
import { ConnectionLost } from "../interception";
import { dispatch, type Intercept } from "./dispatch";
import type { Ecs } from "./ecs";
import { readCall, writeError, writeJson } from "./json-protocol";
import { readMetadata } from "./metadata";
import { Scheduler } from "./scheduler";
import type { EcsTask } from "./task";
import type { OneContainerTaskDefinition } from "./task-definition";
import type { TaskRunner } from "./task-runner";
import { TaskTable } from "./task-table";

export interface EcsEndpointOptions {
  /** Clusters that exist, by name. */
  readonly clusterNames: readonly string[];
  readonly taskDefinitions: readonly OneContainerTaskDefinition[];
  /** What runs a task's container. */
  readonly runner: TaskRunner;
  /** @default "us-east-1" */
  readonly region?: string;
  /** @default "000000000000" */
  readonly accountId?: string;
  /** So many tasks run at once, others wait as PENDING. @default 8 */
  readonly maxRunning?: number;
  /** Called with a task when it is new and after each change. */
  readonly onChange?: (task: EcsTask) => void;
  /**
   * What a container of a task gets in its environment to sign requests with, as its task role.
   *
   * @default nothing
   */
  readonly credentialsOf?: Ecs["credentialsOf"];
  /** @default every call proceeds */
  readonly intercept?: Intercept;
}

const goOn: Intercept = (_call, proceed) => proceed();

/** An ECS API, version 2014-11-13, with the task metadata endpoint, on a free port of the loopback interface. */
export interface EcsEndpoint {
  /** What `AWS_ENDPOINT_URL_ECS` is set to. */
  readonly url: string;
  /** All tasks so far, in the order of their launch. */
  readonly tasks: () => readonly EcsTask[];
  /** Ends the server and every task that runs, and waits for them. */
  readonly close: () => Promise<void>;
}

/** Starts an endpoint that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export async function startEcsEndpoint(options: EcsEndpointOptions): Promise<EcsEndpoint> {
  const { region = "us-east-1", accountId = "000000000000", maxRunning = 8, runner, onChange } = options;
  const { intercept = goOn, clusterNames, taskDefinitions, credentialsOf = () => ({}) } = options;
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const tasks = new TaskTable(onChange);
  const scheduler = new Scheduler(tasks, runner, maxRunning);
  const metadataUri = (taskId: string): string => `${url}/v4/${taskId}`;
  const clientTokens = new ClientTokens();
  const account = { region, accountId, clusterNames, taskDefinitions, credentialsOf };
  const ecs = { ...account, tasks, scheduler, clientTokens, metadataUri };
  server.on("request", (request, response) => void answer(ecs, intercept, request, response));

  return {
    url,
    tasks: () => tasks.all(),
    close: async () => {
      const closed = once(server.close(), "close");
      await scheduler.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(ecs: Ecs, intercept: Intercept, request: IncomingMessage, response: ServerResponse) {
  try {
    if (request.method === "GET") {
      const metadata = readMetadata(ecs, String(request.url));
      writeJson(response, metadata ? 200 : 404, metadata ?? {});
      return;
    }
    const call = await readCall(request);
    // eslint-disable-next-line @typescript-eslint/require-await -- what an operation throws becomes a rejection
    writeJson(response, 200, await intercept(call, async () => dispatch(ecs, call)));
  } catch (error) {
    if (error instanceof ConnectionLost) response.destroy();
    else writeError(response, error);
  }
}
