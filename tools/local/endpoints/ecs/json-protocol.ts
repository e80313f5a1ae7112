import type { IncomingHttpHeaders } from "node:http";
import { randomUUID } from "node:crypto";
import type { EcsCall } from "./dispatch";
import { ConnectionLost } from "../interception";
import { EcsError } from "./ecs-error";
import type { EcsEngine } from "./engine";

/** Every `X-Amz-Target` of the ECS API begins so. */
const targetPrefix = "AmazonEC2ContainerServiceV20141113.";

/** An answer as it is sent. */
export interface JsonAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** An object as the AWS JSON 1.1 protocol has it. */
export const jsonAnswer = (status: number, body: object): JsonAnswer => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
  text: JSON.stringify(body, epochSeconds),
});

/**
 * Answers a request in the AWS JSON 1.1 protocol; with an error of the ECS API as such, with any other as a fault of the server.
 *
 * @throws ConnectionLost when nothing is to be answered
 */
export async function answerTo(engine: EcsEngine, headers: IncomingHttpHeaders, body: string): Promise<JsonAnswer> {
  try {
    return jsonAnswer(200, await engine.call(callOf(headers, body)));
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    if (error instanceof EcsError)
      return jsonAnswer(error.status, { __type: error.name, message: error.message, ...error.details });
    return jsonAnswer(500, { __type: "ServerException", message: String(error) });
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

/** Times are seconds since 1970 in this protocol. `value` would be a date's text already, so the holder is asked. */
function epochSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const original = this[key];
  return original instanceof Date ? original.getTime() / 1_000 : value;
}
