import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { AwsError, jsonAnswer, type HttpAnswer } from "./aws-answers";
import { calledBy, jsonIn, type AwsRequest, answering, type Handler } from "./exchange";
import { guarded } from "./guard";

/** A service that answers on this machine. */
export interface Endpoint {
  /** Its base address, e.g. `http://127.0.0.1:49152`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Closes a server, connections that clients keep open included. Closing twice does no harm. */
const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

/** Answers a request, or leaves it: `undefined`. */
export type Serve = (request: AwsRequest) => Promise<HttpAnswer | undefined> | HttpAnswer | undefined;

/**
 * A service in an AWS JSON protocol, by its operations: each answers, or leaves the request to the service behind. Others are left
 * too.
 */
export const jsonService =
  (
    service: string,
    operations: Readonly<Record<string, (input: never) => object | undefined | Promise<object | undefined>>>,
  ): Serve =>
  async (request) => {
    const { operation } = request;
    const operate = request.service === service && Object.hasOwn(operations, operation) && operations[operation];
    const answer = operate ? await operate(jsonIn(request) as never) : undefined;
    return answer && jsonAnswer(answer);
  };

/** Has each request answered by the first service that does not leave it. */
export const firstOf =
  (services: readonly Serve[]): Handler =>
  async (request) => {
    for (const serve of services) {
      const answered = await serve(request);
      if (answered) return answered;
    }
    throw new AwsError("UnknownOperationException", `${request.service} has no operation ${request.operation} here`);
  };

/**
 * Starts a server for the programs of this machine, on the loopback interface. No web page gets through to it: see
 * `guarded`.
 *
 * @param port @default a free one
 */
export const startLocalServer = (handler: Handler, port = 0): Promise<Endpoint> =>
  startGuarded(createServer(listener(handler)), port);

const listener = (handler: Handler): RequestListener => {
  const answer = answering(handler);
  return (request, response) => {
    readRequest(request)
      .then(answer)
      .then(
        (answered) => {
          write(request, response, answered);
        },
        // Nobody is to get an answer.
        () => response.destroy(),
      );
  };
};

/** Scheme and host that a client sends before the path when it takes the server for a proxy. RFC 9112, section 3.2.2. */
const proxied = /^https?:\/\/[^/]+/;

/** @throws Error when the client breaks off */
async function readRequest(request: IncomingMessage): Promise<AwsRequest> {
  const { method = "GET", url = "/", headers } = request;
  return {
    ...calledBy(headers, url),
    method,
    url: url.replace(proxied, ""),
    headers,
    body: await buffer(request),
  };
}

/** Answers a client. A HEAD request gets the headers alone: they tell the length of what it asks about. */
function write({ method }: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  // Whoever asked is gone.
  if (response.destroyed) return;
  const isWhole = body.length > 0 && method !== "HEAD";
  response.writeHead(status, { ...headers, ...(isWhole && { "content-length": Buffer.byteLength(body) }) });
  response.end(isWhole ? body : undefined);
}

/** Lets a server that is made elsewhere listen in the same way. */
export async function startGuarded(server: Server, port = 0): Promise<Endpoint> {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  for (const one of listeners) server.on("request", guarded(one));
  // Node.js would close a connection that was idle for 5 s, maybe while a client on a busy machine sends its next request.
  server.keepAliveTimeout = 0;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => closeServer(server) };
}
