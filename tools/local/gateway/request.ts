import type { Agent, IncomingHttpHeaders, IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { AwsError, errorAnswer } from "../http/aws-answers";
import { forward, inOnePiece, type WholeAnswer } from "../http/exchange";
import type { Endpoint, Handler } from "../http/local-server";
import { signatureOf } from "../http/signature";

/** A request to some AWS service. */
export interface GatewayRequest {
  /** As the signature's credential scope names it, e.g. `states`; empty when nobody signed. */
  readonly service: string;
  /** Of `X-Amz-Target`, e.g. `StartExecution`; empty for services that name operations otherwise. */
  readonly operation: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answer of a service. */
export type GatewayAnswer = WholeAnswer;

/** Answers a request, or leaves it: `undefined`. */
export type Serve = (request: GatewayRequest) => Promise<GatewayAnswer | undefined> | GatewayAnswer | undefined;

/** Scheme and host that a client sends before the path when it takes the server for a proxy. RFC 9112, section 3.2.2. */
const proxied = /^https?:\/\/[^/]+/;

async function readRequest(request: IncomingMessage): Promise<GatewayRequest> {
  const { method = "GET", url = "/", headers } = request;
  const target = headers["x-amz-target"];
  return {
    service: signatureOf(headers).service ?? "",
    operation: typeof target === "string" ? (target.split(".").at(-1) ?? "") : "",
    method,
    url: url.replace(proxied, ""),
    headers,
    body: await buffer(request),
  };
}

/** An AWS emulator that only this process reaches: no port of the machine leads there. */
export interface Emulator extends Endpoint {
  /** Makes its connections. */
  readonly agent: Agent;
}

/** Sends a request on, to an emulator or to a server of this machine. */
export const passOn = async (to: Emulator | Pick<Endpoint, "url">, request: GatewayRequest): Promise<GatewayAnswer> =>
  inOnePiece(await forward(to, request, request.body));

/** Has each request answered by the first service that does not leave it. */
export const answeredBy =
  (services: readonly Serve[]): Handler =>
  async (request) =>
    answerOf(services, await readRequest(request));

/** The answer of the first service that does not leave a request; an error in the form of the service that it is for. */
export async function answerOf(services: readonly Serve[], request: GatewayRequest): Promise<GatewayAnswer> {
  const { service, operation } = request;
  try {
    for (const serve of services) {
      const answered = await serve(request);
      if (answered) return answered;
    }
    throw new AwsError("UnknownOperationException", `${service} has no operation ${operation} here`);
  } catch (error) {
    return errorAnswer(service, error as Error);
  }
}
