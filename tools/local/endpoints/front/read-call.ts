import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { signatureOf } from "../../http/signature";
import { accessesOf } from "../../iam/accesses";
import type { Account } from "../../iam/account";
import type { Service, ServiceCall, ServiceRequest } from "./service-call";

/**
 * Understands a request.
 *
 * @throws UnknownOperation when it is not known what a caller must be allowed for it
 */
export async function readCall(service: Service, account: Account, request: IncomingMessage): Promise<ServiceCall> {
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
