import {
  request as httpRequest,
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import { pipeline, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";

/** Answer to an HTTP request; a body that is a stream is passed on while it arrives. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Readable | Buffer | string;
}

/** A server to send requests on to. */
export interface Target {
  readonly url: string;
  /** Makes connections that no port leads to; the server then gets the host that the request came for. */
  readonly agent?: Agent;
}

interface HttpRequest {
  readonly method?: string | undefined;
  /** Path and query as they came: a URL object would normalize the dots of a key. */
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Headers that belong to one connection and not to the request; `expect` was answered already. */
const hopByHop: ReadonlySet<string> = new Set(["connection", "keep-alive", "expect"]);

const without = (names: ReadonlySet<string>, headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)));

/** Headers for the next server: with its own host, and the length of a body that is there as a whole. */
function headersFor({ agent }: Target, { headers }: HttpRequest, body: Readable | Buffer): OutgoingHttpHeaders {
  const names = new Set([...hopByHop, ...(agent ? [] : ["host"])]);
  if (!Buffer.isBuffer(body)) return without(names, headers);
  const length = body.length > 0 ? { "content-length": body.length } : {};
  return { ...without(names.add("transfer-encoding"), headers), ...length };
}

/**
 * Sends a request on.
 *
 * @param body read from the request already, or as it arrives
 * @throws ConnectionLost when the server loses the connection: its caller loses it too
 */
export const forward = (target: Target, request: HttpRequest, body: Readable | Buffer): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target.url);
    const { url: path, method } = request;
    const headers = headersFor(target, request, body);
    const outgoing = httpRequest({ hostname, port, path, method, headers, agent: target.agent ?? false });
    const lose = (error: Error) => {
      reject(new ConnectionLost(error.message));
    };
    outgoing.once("error", lose);
    outgoing.once("response", (incoming) => {
      resolve({ status: incoming.statusCode ?? 0, headers: without(hopByHop, incoming.headers), body: incoming });
    });
    if (Buffer.isBuffer(body)) outgoing.end(body);
    else
      pipeline(body, outgoing, (error) => {
        if (error) lose(error);
      });
  });

/** An answer with its body in one piece. */
export type WholeAnswer = HttpAnswer & { readonly body: Buffer | string };

/** Waits for the body of an answer. */
export async function inOnePiece({ status, headers, body }: HttpAnswer): Promise<WholeAnswer> {
  const kept = { ...headers };
  delete kept["transfer-encoding"];
  return { status, headers: kept, body: body instanceof Readable ? await buffer(body) : body };
}

/** Answers a client. A HEAD request gets the headers alone: they tell the length of what it asks about. */
export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: HttpAnswer): void {
  const { status, headers, body } = answer;
  if (response.destroyed) {
    // Whoever asked is gone, and Node.js 24 throws when a body is piped to a closed connection.
    if (body instanceof Readable) body.destroy();
    return;
  }
  const isWhole = !(body instanceof Readable) && body.length > 0 && request.method !== "HEAD";
  response.writeHead(status, { ...headers, ...(isWhole && { "content-length": Buffer.byteLength(body) }) });
  if (body instanceof Readable) pipeline(body, response, () => undefined);
  else response.end(isWhole ? body : undefined);
  // Whoever still sends a body that was not wanted gets to read the answer.
  request.resume();
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

/** Interceptors as one: the first is asked first, and decides whether the others are. */
export const chained =
  <Call, Answer>(interceptors: readonly Interceptor<Call, Answer>[]): Interceptor<Call, Answer> =>
  (call, proceed) =>
    interceptors.reduceRight<typeof proceed>((next, intercept) => () => intercept(call, next), proceed)();
