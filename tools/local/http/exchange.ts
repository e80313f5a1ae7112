import { once } from "node:events";
import { request as httpRequest, type Agent, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { errorAnswer, type HttpAnswer, AwsError } from "./aws-answers";

/** A request to an AWS service, its body in one piece. */
export interface AwsRequest {
  /** As the signature's credential scope names it, e.g. `states`. */
  readonly service: string;
  /**
   * Of `X-Amz-Target`, e.g. `StartExecution`; empty for services that name operations otherwise. Of a container that asks for its
   * metadata or credentials, the path.
   */
  readonly operation: string;
  readonly method: string;
  /** Path and query as they came: a URL object would normalize the dots of a key. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** IAM user guide, "Elements of an AWS API request signature": `Credential=<key>/<date>/<Region>/<service>/aws4_request`. */
const credential = /Credential=([^/,\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** The credential of a request signed by Signature Version 4, with its scope; undefined where nobody signed. */
export function signatureOf({ authorization = "" }: IncomingHttpHeaders) {
  const [, accessKeyId, region, service] = credential.exec(authorization) ?? [];
  return { accessKeyId, region, service };
}

/** Services by what begins the `X-Amz-Target` of their requests. */
const targets = { DynamoDB_: "dynamodb", AmazonEC2ContainerService: "ecs" };

/** Path by which containers ask for their metadata and credentials, without a signature. */
const ofContainers = /^\/v4\//;

/**
 * Service and operation of a request. Which service one is for that nobody signed, AWS knows by its host: here its path or its target
 * tells, and without either it is S3, where the public may call.
 */
export function calledBy(headers: IncomingHttpHeaders, url: string): Pick<AwsRequest, "service" | "operation"> {
  const { service } = signatureOf(headers);
  if (service === undefined && ofContainers.test(url)) return { service: "ecs", operation: url };
  const target = String(headers["x-amz-target"] ?? "");
  const targeted = Object.entries(targets).find(([beginning]) => target.startsWith(beginning))?.[1];
  return { service: service ?? targeted ?? "s3", operation: target.split(".").at(-1) ?? "" };
}

/** The path of a request, still encoded, and its query. */
export function addressIn({ url }: Pick<AwsRequest, "url">) {
  const [path = "", query] = url.split("?", 2);
  return { path, query: new URLSearchParams(query) };
}

/**
 * The JSON that a request brings; an empty object for an empty body.
 *
 * @throws AwsError SerializationException
 */
export function jsonIn({ body }: Pick<AwsRequest, "body">): object {
  try {
    return JSON.parse(body.toString("utf8") || "{}") as object;
  } catch (error) {
    throw new AwsError("SerializationException", String(error));
  }
}

/** Answers a request: a service of AWS. @throws AwsError, or ConnectionLost to close the connection instead */
export type Handler = (request: AwsRequest) => Promise<HttpAnswer> | HttpAnswer;

/** A server to send requests on to. */
export interface Target {
  readonly url: string;
  /** Makes connections that no port leads to; the server then gets the host that the request came for. */
  readonly agent?: Agent;
}

/** Headers that belong to one connection and not to the message; `expect` was answered already. */
const hopByHop = ["connection", "keep-alive", "expect", "transfer-encoding"];

const without = (names: readonly string[], headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));

/**
 * Sends a request on.
 *
 * @throws ConnectionLost when the server loses the connection: its caller loses it too
 */
export async function forward(
  { url: server, agent }: Target,
  { method, url: path, headers, body }: Pick<AwsRequest, "method" | "url" | "headers" | "body">,
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(server);
  const kept = without([...hopByHop, ...(agent ? [] : ["host"])], headers);
  const length = body.length > 0 ? { "content-length": body.length } : {};
  const outgoing = httpRequest({
    ...{ hostname, port, path, method, agent: agent ?? false },
    headers: { ...kept, ...length },
  });
  // One that comes with the answer under way is the answer's too.
  outgoing.on("error", () => undefined);
  try {
    outgoing.end(body);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    const { statusCode = 0 } = incoming;
    return { status: statusCode, headers: without(hopByHop, incoming.headers), body: await buffer(incoming) };
  } catch (error) {
    throw new ConnectionLost((error as Error).message);
  }
}

/**
 * Stands between a call and whatever serves it. It may let the call proceed, answer in its place, wait, change the answer,
 * or throw ConnectionLost: before `proceed` the call never arrived, after it the call took effect and the answer got lost.
 */
export type Interceptor<Call, Answer> = (call: Call, proceed: () => Promise<Answer>) => Promise<Answer>;

/** Thrown by an interceptor to close the connection without an answer. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** A handler whose errors are answers, in the form of the service that a request is for. */
export const answering =
  (handler: Handler): ((request: AwsRequest) => Promise<HttpAnswer>) =>
  async (request) => {
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      return errorAnswer(request.service, error as Error);
    }
  };

/** Interceptors as one: the first is asked first, and decides whether the others are. */
export const chained =
  <Call, Answer>(interceptors: readonly Interceptor<Call, Answer>[]): Interceptor<Call, Answer> =>
  (call, proceed) =>
    interceptors.reduceRight<typeof proceed>((next, intercept) => () => intercept(call, next), proceed)();
