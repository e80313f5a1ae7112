import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { closeServer, urlOf, type Endpoint } from "../endpoints/endpoint";
import { guarded } from "./guard";

/**
 * Starts a server for the programs of this machine, on the loopback interface. No web page gets through to it: see
 * `guarded`.
 *
 * @param port @default a free one
 */
export async function startLocalServer(listener: RequestListener, port = 0): Promise<Endpoint> {
  return listening(createServer(guarded(listener)), port);
}

/** Lets a server that is made elsewhere listen in the same way. */
export async function startGuarded(server: Server): Promise<Endpoint> {
  const listeners = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  for (const listener of listeners) server.on("request", guarded(listener));
  return listening(server, 0);
}

async function listening(server: Server, port: number): Promise<Endpoint> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { url: urlOf(server), close: () => closeServer(server) };
}
