import { randomUUID } from "node:crypto";
import type { GatewayAnswer, GatewayRequest, Serve } from "./request";

/** `/bucket?policy`, whatever comes after it. */
const bucketPolicy = /^\/([^/?]+)\/?\?(?:.*&)?policy(?:=|&|$)/;

const bucket = /^\/([^/?]+)\/?$/;

const empty = (status: number): GatewayAnswer => ({ status, headers: {}, body: "" });

const noPolicy = (name: string): GatewayAnswer => ({
  status: 404,
  headers: { "content-type": "application/xml" },
  body:
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchBucketPolicy</Code>` +
    `<Message>The bucket policy does not exist</Message><BucketName>${name}</BucketName>` +
    `<RequestId>${randomUUID()}</RequestId></Error>`,
});

/**
 * Keeps the policies of buckets. moto would apply them without a look at their conditions, and refuse everything that a
 * bucket with a TLS-only policy is asked for.
 */
export function bucketPolicies(): Serve {
  const policies = new Map<string, Buffer>();
  const operations: Readonly<Record<string, (name: string, body: Buffer) => GatewayAnswer>> = {
    PUT: (name, body) => {
      policies.set(name, body);
      return empty(204);
    },
    GET: (name) => {
      const policy = policies.get(name);
      return policy ? { status: 200, headers: { "content-type": "application/json" }, body: policy } : noPolicy(name);
    },
    DELETE: (name) => {
      policies.delete(name);
      return empty(204);
    },
  };
  const forget = ({ method, url }: GatewayRequest): void => {
    const [, name] = bucket.exec(url) ?? [];
    if (method === "DELETE" && name !== undefined) policies.delete(name);
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- one shape for all that serve
  return async (request) => {
    if (request.service !== "s3") return undefined;
    const [, name] = bucketPolicy.exec(request.url) ?? [];
    if (name !== undefined) return operations[request.method]?.(name, request.body);
    forget(request);
    return undefined;
  };
}
