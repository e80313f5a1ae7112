import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { forward, type HttpAnswer, type Target } from "../../http/exchange";
import { startLocalServer, type Endpoint } from "../../http/local-server";
import { signatureOf } from "../../http/signature";
import { accessesOf } from "../../iam/accesses";
import type { Account, Service, ServiceInterceptor, ServiceCall, ServiceRequest } from "./service-call";

interface FrontOptions {
  readonly service: Service;
  /** The service behind, which believes whatever reaches it. */
  readonly target: Target;
  /** Principals that may call, and what their calls refer to. */
  readonly account: Account;
  /** Is asked about each call; several are joined by `chained`. */
  readonly intercept: ServiceInterceptor;
}

/**
 * Starts the front of a service: it understands each call, has it intercepted, and passes it on, bodies of S3 while they
 * arrive.
 */
export const startFront = (options: FrontOptions): Promise<Endpoint> =>
  startLocalServer(options.service, (request) => answer(options, request));

async function answer(options: FrontOptions, request: IncomingMessage): Promise<HttpAnswer> {
  const { service, target, account, intercept } = options;
  const call = await readCall(service, account, request);
  const passedOn: HttpAnswer[] = [];
  const proceed = async () => {
    const answered = await forward(target, request, service === "s3" ? request : call.body);
    passedOn.push(answered);
    return answered;
  };
  let given: HttpAnswer | undefined;
  try {
    given = await intercept(call, proceed);
    return given;
  } finally {
    // An answer that nobody gets to see must not keep its connection.
    for (const { body } of passedOn) if (body instanceof Readable && body !== given?.body) body.destroy();
  }
}

/**
 * Understands a request.
 *
 * @throws UnknownOperation when it is not known what a caller must be allowed for it
 */
async function readCall(service: Service, account: Account, request: IncomingMessage): Promise<ServiceCall> {
  const [path = "/", query] = (request.url ?? "").split("?", 2);
  const serviceRequest: ServiceRequest = {
    service,
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: service === "s3" ? Buffer.alloc(0) : await buffer(request),
  };
  const { accessKeyId } = signatureOf(request.headers);
  const principal = accessKeyId === undefined ? undefined : account.principals.find(accessKeyId);
  return { ...serviceRequest, accessKeyId, principal, ...(await accessesOf(serviceRequest, account)) };
}
