import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { randomUUID } from "node:crypto";
import type { EcsCall } from "./dispatch";
import { EcsError } from "./ecs-error";

/** Every `X-Amz-Target` of the ECS API begins so. */
const targetPrefix = "AmazonEC2ContainerServiceV20141113.";

/**
 * A request in the AWS JSON 1.1 protocol.
 *
 * @throws EcsError when it is not one for ECS
 */
export async function readCall(request: IncomingMessage): Promise<EcsCall> {
  const target = String(request.headers["x-amz-target"]);
  if (!target.startsWith(targetPrefix)) throw new EcsError("UnknownOperationException", `Not an ECS call: ${target}`);
  return {
    operation: target.slice(targetPrefix.length),
    input: parseInput(await text(request)),
    headers: request.headers,
  };
}

function parseInput(body: string): object {
  try {
    return JSON.parse(body || "{}") as object;
  } catch (error) {
    throw new EcsError("SerializationException", String(error));
  }
}

/** Answers in the AWS JSON 1.1 protocol. */
export function writeJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() });
  response.end(JSON.stringify(body, epochSeconds));
}

/** Answers with an error: one of the ECS API as such, any other as a fault of the server. */
export const writeError = (response: ServerResponse, error: unknown): void => {
  if (error instanceof EcsError)
    writeJson(response, error.status, { __type: error.name, message: error.message, ...error.details });
  else writeJson(response, 500, { __type: "ServerException", message: String(error) });
};

/** Times are seconds since 1970 in this protocol. `value` would be a date's text already, so the holder is asked. */
function epochSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? original.getTime() / 1_000 : value;
}
