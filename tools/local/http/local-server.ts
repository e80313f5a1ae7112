import { once } from "node:events";
import { createServer, type Server, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { errorAnswer } from "./aws-answers";
import { ConnectionLost, writeAnswer, type HttpAnswer } from "./exchange";
import { guarded } from "./guard";

/** A service that answers on this machine. */
export interface Endpoint {
  /** Its base address, e.g. `http://127.0.0.1:49152`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The address that a listening server has. */
export const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Closes a server, connections that clients keep open included. Closing twice does no harm. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });

/** Answers a request. @throws ConnectionLost to close the connection instead */
export type Handler = (request: IncomingMessage) => Promise<HttpAnswer>;

/**
 * Starts a server for the programs of this machine, on the loopback interface. No web page gets through to it: see
 * `guarded`.
 *
 * @param service in whose form errors are answered
 * @param port @default a free one
 */
export const startLocalServer = (service: string, handler: Handler, port = 0): Promise<Endpoint> =>
  listening(createServer(guarded(listener(service, handler))), port);

const listener =
  (service: string, handler: Handler): RequestListener =>
  (request, response) => {
    handler(request)
      .catch((error: unknown) => {
        // A client that went away gets no answer.
        const isGone = request.destroyed && !request.complete;
        return error instanceof ConnectionLost || isGone ? undefined : errorAnswer(service, error as Error);
      })
      .then(
        (answer) => {
          if (answer) writeAnswer(request, response, answer);
          else response.destroy();
        },
        () => response.destroy(),
      );
  };

/** Lets a server that is made elsewhere listen in the same way. */
export async function startGuarded(server: Server): Promise<Endpoint> {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  for (const one of listeners) server.on("request", guarded(one));
  return listening(server, 0);
}

async function listening(server: Server, port: number): Promise<Endpoint> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { url: urlOf(server), close: () => closeServer(server) };
}
