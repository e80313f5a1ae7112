import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Account } from "../../iam/account";
import { forward, writeAnswer, type Target } from "../../http/exchange";
import { startLocalServer } from "../../http/local-server";
import type { Endpoint } from "../endpoint";
import { ConnectionLost } from "../interception";
import { faultAnswer } from "./error-answer";
import { readCall } from "./read-call";
import type { Service, ServiceInterceptor } from "./service-call";

export interface FrontOptions {
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
    writeAnswer(request, response, await intercept(call, proceed));
  } catch (error) {
    if (error instanceof ConnectionLost) response.destroy();
    else writeAnswer(request, response, faultAnswer(service, error));
  }
}
