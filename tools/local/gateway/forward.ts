import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import type { GatewayAnswer, GatewayRequest } from "./request";

/** What belongs to one connection and not to the request; `expect` was answered already, and bodies come in one piece. */
const hopByHop: ReadonlySet<string> = new Set(["connection", "keep-alive", "expect", "transfer-encoding"]);

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

/** Sends a request on as it came. */
export const forward = (target: string, { method, url, headers, body }: GatewayRequest): Promise<GatewayAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const length = body.length > 0 ? { "content-length": body.length } : {};
    const outgoing = httpRequest({ hostname, port, path: url, method, headers: { ...endToEnd(headers), ...length } });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      const answered = { status: incoming.statusCode ?? 0, headers: endToEnd(incoming.headers) };
      buffer(incoming).then((content) => {
        resolve({ ...answered, body: content });
      }, reject);
    });
    outgoing.end(body);
  });
