import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { UnknownOperation } from "../../iam/access";
import type { Account } from "../../iam/account";
import { startLocalServer } from "../../http/local-server";
import type { Endpoint } from "../endpoint";
import { ConnectionLost } from "../interception";
import { S3Error } from "../s3/s3-error";
import { errorAnswer } from "./error-answer";
import { forward } from "./forward";
import { readCall } from "./read-call";
import type { Service, ServiceAnswer, ServiceInterceptor } from "./service-call";

export interface FrontOptions {
  readonly service: Service;
  /** Address of the service behind, which believes whatever reaches it. */
  readonly target: string;
  /** Principals that may call, and what their calls refer to. */
  readonly account: Account;
  /** Is asked about each call; several are joined by `chained`. */
  readonly intercept: ServiceInterceptor;
}

/**
 * Starts the front of a service: it understands each call, has it intercepted, and passes it on, bodies of S3 while they
 * arrive.
 */
export async function startFront(options: FrontOptions): Promise<Endpoint> {
  return startLocalServer((request, response) => void answer(options, request, response));
}

async function answer(options: FrontOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { service, target, account, intercept } = options;
  try {
    const call = await readCall(service, account, request);
    const proceed = async () => {
      const answered = await forward(target, request, service === "s3" ? request : call.body);
      // An answer that nobody gets to see must not keep its connection.
      response.once("close", () => answered.body instanceof Readable && answered.body.destroy());
      return answered;
    };
    write(request, response, await intercept(call, proceed));
  } catch (error) {
    if (error instanceof ConnectionLost) response.destroy();
    else write(request, response, fault(service, error));
  }
}

function fault(service: Service, error: unknown): ServiceAnswer {
  if (error instanceof S3Error) return errorAnswer(service, error);
  return error instanceof UnknownOperation
    ? errorAnswer(service, { code: "NotImplemented", message: error.message, status: 501 })
    : errorAnswer(service, { code: "InternalError", message: String(error), status: 500 });
}

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: ServiceAnswer): void {
  response.writeHead(status, headers);
  if (body instanceof Readable) pipeline(body, response, () => undefined);
  else response.end(request.method === "HEAD" ? undefined : body);
  // Whoever still sends a body that was not wanted gets to read the answer.
  request.resume();
}
