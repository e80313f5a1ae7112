import { once } from "node:events";
import { request as httpRequest, type Agent, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { errorAnswer, type HttpAnswer } from "./aws-answers";
import type { AwsRequest } from "./aws-request";

/** Answers a request: a service of AWS. @throws AwsError, or ConnectionLost to close the connection instead */
export type Handler = (request: AwsRequest) => Promise<HttpAnswer> | HttpAnswer;

/** A server to send requests on to. */
export interface Target {
  readonly url: string;
  /** Makes connections that no port leads to; the server then gets the host that the request came for. */
  readonly agent?: Agent;
}

/** Headers that belong to one connection and not to the message; `expect` was answered already. */
const hopByHop = ["connection", "keep-alive", "expect", "transfer-encoding"];

const without = (names: readonly string[], headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

/**
 * Sends a request on.
 *
 * @throws ConnectionLost when the server loses the connection: its caller loses it too
 */
export async function forward(
  { url: server, agent }: Target,
  { method, url: path, headers, body }: Pick<AwsRequest, "method" | "url" | "headers" | "body">,
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(server);
  const kept = without([...hopByHop, ...(agent ? [] : ["host"])], headers);
  const length = body.length > 0 ? { "content-length": body.length } : {};
  const outgoing = httpRequest({
    ...{ hostname, port, path, method, agent: agent ?? false },
    headers: { ...kept, ...length },
  });
  // One that comes with the answer under way is the answer's too.
  outgoing.on("error", () => undefined);
  try {
    outgoing.end(body);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    const { statusCode = 0 } = incoming;
    return { status: statusCode, headers: without(hopByHop, incoming.headers), body: await buffer(incoming) };
  } catch (error) {
    throw new ConnectionLost((error as Error).message);
  }
}

/**
 * Stands between a call and whatever serves it. It may let the call proceed, answer in its place, wait, change the answer,
 * or throw ConnectionLost: before `proceed` the call never arrived, after it the call took effect and the answer got lost.
 */
export type Interceptor<Call, Answer> = (call: Call, proceed: () => Promise<Answer>) => Promise<Answer>;

/** Thrown by an interceptor to close the connection without an answer. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/**
 * A handler whose errors are answers.
 *
 * @param service in whose form; empty: in that of the service that a request is signed for
 */
export const answering =
  (service: string, handler: Handler): ((request: AwsRequest) => Promise<HttpAnswer>) =>
  async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      return errorAnswer(service || request.service, error as Error);
    }
  };

/** Interceptors as one: the first is asked first, and decides whether the others are. */
export const chained =
  <Call, Answer>(interceptors: readonly Interceptor<Call, Answer>[]): Interceptor<Call, Answer> =>
  (call, proceed) =>
    interceptors.reduceRight<typeof proceed>((next, intercept) => () => intercept(call, next), proceed)();
