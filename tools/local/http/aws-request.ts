import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "./aws-answers";

/** A request to an AWS service, its body in one piece. */
export interface AwsRequest {
  /** As the signature's credential scope names it, e.g. `states`; empty when nobody signed. */
  readonly service: string;
  /** Of `X-Amz-Target`, e.g. `StartExecution`; empty for services that name operations otherwise. */
  readonly operation: string;
  readonly method: string;
  /** Path and query as they came: a URL object would normalize the dots of a key. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The operation that the AWS JSON protocols name in a header. */
export const operationOf = ({ "x-amz-target": target }: IncomingHttpHeaders): string =>
  typeof target === "string" ? (target.split(".").at(-1) ?? "") : "";

/** IAM user guide, "Elements of an AWS API request signature": `Credential=<key>/<date>/<Region>/<service>/aws4_request`. */
const credential = /Credential=([^/,\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** The credential of a request signed by Signature Version 4, with its scope; undefined where nobody signed. */
export function signatureOf({ authorization = "" }: IncomingHttpHeaders) {
  const [, accessKeyId, region, service] = credential.exec(authorization) ?? [];
  return { accessKeyId, region, service };
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
