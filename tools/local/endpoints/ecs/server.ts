import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { guarded } from "../../http/guard";
import { ConnectionLost } from "../interception";
import { newEcsEngine, type EcsEngine, type EcsEngineOptions } from "./engine";
import { answerTo, jsonAnswer, type JsonAnswer } from "./json-protocol";
import type { EcsTask } from "./task";

export type EcsEndpointOptions = Omit<EcsEngineOptions, "url">;

/** An ECS API, version 2014-11-13, with what Fargate answers a container, on a free port of the loopback interface. */
export interface EcsEndpoint {
  /** Value of `AWS_ENDPOINT_URL_ECS`. */
  readonly url: string;
  /** All tasks so far, in the order of their launch. */
  readonly tasks: () => readonly EcsTask[];
  /** Ends the server and every task that runs, and waits for them. */
  readonly close: () => Promise<void>;
}

/** Starts an endpoint that answers RunTask, DescribeTasks, StopTask and ListTasks, and runs the tasks. */
export async function startEcsEndpoint(options: EcsEndpointOptions): Promise<EcsEndpoint> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const engine = newEcsEngine({ ...options, url });
  server.on(
    "request",
    guarded((request, response) => void answer(engine, request, response)),
  );
  return {
    url,
    tasks: engine.tasks,
    close: async () => {
      const closed = once(server.close(), "close");
      await engine.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(engine: EcsEngine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { status, headers, text: answered } = await answerOf(engine, request);
    response.writeHead(status, headers).end(answered);
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    response.destroy();
  }
}

async function answerOf(engine: EcsEngine, request: IncomingMessage): Promise<JsonAnswer> {
  if (request.method !== "GET") return answerTo(engine, request.headers, await text(request));
  const { status, body } = await engine.toContainer(String(request.url));
  return jsonAnswer(status, body);
}
