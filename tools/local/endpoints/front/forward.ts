import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { ConnectionLost } from "../interception";
import type { ServiceAnswer } from "./service-call";

/** Headers that belong to one connection and not to the request; `expect` was answered already, and the service has its own host. */
const hopByHop: ReadonlySet<string> = new Set(["connection", "keep-alive", "expect", "host"]);

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

/**
 * Sends a request on to the service behind.
 *
 * @param target the service's address
 * @param body what `request` holds, as far as it was read already
 */
export const forward = (target: string, request: IncomingMessage, body: Readable | Buffer): Promise<ServiceAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const headers = endToEnd(request.headers);
    // The path as it came: a URL object would normalize the dots of a key.
    const outgoing = httpRequest({ hostname, port, path: request.url, method: request.method, headers, agent: false });
    // What the service behind loses, the caller loses.
    const lose = () => {
      reject(new ConnectionLost());
    };
    outgoing.once("error", lose);
    outgoing.once("response", (incoming) => {
      resolve({ status: incoming.statusCode ?? 0, headers: endToEnd(incoming.headers), body: incoming });
    });
    if (Buffer.isBuffer(body)) outgoing.end(body);
    else
      pipeline(body, outgoing, (error) => {
        if (error) lose();
      });
  });
