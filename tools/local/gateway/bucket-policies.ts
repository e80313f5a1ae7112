import { randomUUID } from "node:crypto";
import type { ResourcePolicies } from "../iam/authorizer";
import { parsePolicy } from "../iam/policy";
import type { GatewayAnswer, GatewayRequest } from "./request";

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
export class BucketPolicies {
  private readonly documents = new Map<string, Buffer>();

  private readonly operations: Readonly<Record<string, (name: string, body: Buffer) => GatewayAnswer>> = {
    PUT: (name, body) => {
      this.documents.set(name, body);
      return empty(204);
    },
    GET: (name) => {
      const policy = this.documents.get(name);
      return policy ? { status: 200, headers: { "content-type": "application/json" }, body: policy } : noPolicy(name);
    },
    DELETE: (name) => {
      this.documents.delete(name);
      return empty(204);
    },
  };

  readonly serve = (request: GatewayRequest): GatewayAnswer | undefined => {
    if (request.service !== "s3") return undefined;
    const [, name] = bucketPolicy.exec(request.url) ?? [];
    if (name !== undefined) return this.operations[request.method]?.(name, request.body);
    this.forgetDeleted(request);
    return undefined;
  };

  /** By the bucket's ARN, as calls are judged by them. */
  readonly judged = (): ResourcePolicies =>
    Object.fromEntries(
      [...this.documents].map(([name, document]) => [
        `arn:aws:s3:::${name}`,
        parsePolicy(JSON.parse(document.toString("utf8")), `of the bucket ${name}`),
      ]),
    );

  private forgetDeleted({ method, url }: GatewayRequest): void {
    const [, name] = bucket.exec(url) ?? [];
    if (method === "DELETE" && name !== undefined) this.documents.delete(name);
  }
}
