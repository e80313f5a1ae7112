import { signatureOf, type AwsRequest } from "../http/aws-request";
import { forward, type Target } from "../http/exchange";
import { startLocalServer, type Endpoint } from "../http/local-server";
import { accessesOf } from "../iam/accesses";
import type { Account, Service, ServiceCall, ServiceInterceptor } from "../iam/service-call";

interface FrontOptions {
  readonly service: Service;
  /** The service behind, which believes whatever reaches it. */
  readonly target: Target;
  /** Principals that may call, and what their calls refer to. */
  readonly account: Account;
  /** Is asked about each call; several are joined by `chained`. */
  readonly intercept: ServiceInterceptor;
}

/** Starts the front of a service: it understands each call, has it intercepted, and passes it on. */
export const startFront = ({ service, target, account, intercept }: FrontOptions): Promise<Endpoint> =>
  startLocalServer(service, async (request) =>
    intercept(await understood(service, account, request), () => forward(target, request)),
  );

/** @throws UnknownOperation when it is not known what a caller must be allowed for a request */
async function understood(service: Service, account: Account, request: AwsRequest): Promise<ServiceCall> {
  const { accessKeyId } = signatureOf(request.headers);
  const principal = accessKeyId === undefined ? undefined : account.principals.find(accessKeyId);
  return { ...request, service, accessKeyId, principal, ...(await accessesOf(service, request, account)) };
}
