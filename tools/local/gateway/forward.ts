import { request as httpRequest, type Agent, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Endpoint } from "../endpoints/endpoint";
import type { GatewayAnswer, GatewayRequest } from "./request";

/** Headers that belong to one connection and not to the request; `expect` was answered already, and bodies come in one piece. */
const hopByHop: ReadonlySet<string> = new Set(["connection", "keep-alive", "expect", "transfer-encoding"]);

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));

/** An AWS emulator that only this process reaches: no port of the machine leads there. */
export interface Emulator extends Endpoint {
  /** Makes its connections. */
  readonly agent: Agent;
}

/** Sends a request on as it came, for the host that it came for. */
export const toEmulator = ({ url, agent }: Emulator, request: GatewayRequest): Promise<GatewayAnswer> =>
  send(url, request, request.headers, agent);

/** Sends a request on to a server of this machine. */
export const forward = (target: string, request: GatewayRequest): Promise<GatewayAnswer> =>
  send(target, request, { ...request.headers, host: new URL(target).host });

const send = (
  target: string,
  { method, url, body }: GatewayRequest,
  headers: IncomingHttpHeaders,
  agent?: Agent,
): Promise<GatewayAnswer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(target);
    const length = body.length > 0 ? { "content-length": body.length } : {};
    const outgoing = httpRequest({
      ...{ hostname, port, path: url, method, headers: { ...endToEnd(headers), ...length } },
      ...(agent && { agent }),
    });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => {
      const answered = { status: incoming.statusCode ?? 0, headers: endToEnd(incoming.headers) };
      buffer(incoming).then((content) => {
        resolve({ ...answered, body: content });
      }, reject);
    });
    outgoing.end(body);
  });
