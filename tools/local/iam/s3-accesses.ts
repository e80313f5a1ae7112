import { addressOf } from "../endpoints/s3/call";
import { copies, operationOf, type On } from "../endpoints/s3/operations";
import { addressIn, type AwsRequest, answering, type Handler } from "../http/exchange";
import type { Access } from "./policy";
import type { Account, Calls } from "./service-call";

/** Further accesses of a request that bears a header. */
const byHeader: Readonly<Record<string, string>> = {
  "x-amz-tagging": "PutObjectTagging",
  "x-amz-acl": "PutObjectAcl",
};

type S3Address = ReturnType<typeof addressOf>;

const objectArn = ({ bucket, key }: S3Address): string => `arn:aws:s3:::${bucket}/${key}`;

/** Asks S3 whether an object has tags. S3 API reference, GetObjectTagging. */
export const objectTags =
  (s3: Handler) =>
  async (bucket: string, key: string): Promise<boolean> => {
    const path = [bucket, ...key.split("/")].map(encodeURIComponent).join("/");
    const request = { service: "s3", operation: "", method: "GET", headers: { host: "127.0.0.1" } } as const;
    const answer = await answering(s3)({ ...request, url: `/${path}?tagging`, body: Buffer.alloc(0) });
    return answer.body.includes("<Tag>");
  };

/** CopyObject takes the tags of its source along, unless told otherwise. */
async function tagAccesses(source: S3Address, object: S3Address, request: AwsRequest, behind: Handler) {
  const keepsTags = request.headers["x-amz-tagging-directive"] !== "REPLACE";
  return keepsTags && (await objectTags(behind)(source.bucket, source.key))
    ? [access("GetObjectTagging", objectArn(source)), access("PutObjectTagging", objectArn(object))]
    : [];
}

const access = (action: string, resource: string): Access => ({ action: `s3:${action}`, resource, context: {} });

/**
 * Permissions that an S3 request needs, buckets being named in the path.
 *
 * @param behind is asked for the tags of what is copied
 * @throws UnknownOperation
 */
export async function s3Accesses(request: AwsRequest, _account: Account, behind: Handler): Promise<Calls> {
  const object = addressOf(addressIn(request).path);
  const source = addressOf(String(request.headers[copies] ?? ""));
  const { operation, needs } = operationOf(request);
  const arns: Readonly<Record<On, string>> = {
    bucket: `arn:aws:s3:::${object.bucket}`,
    object: objectArn(object),
    source: objectArn(source),
  };
  return {
    operation,
    accesses: [
      ...Object.entries(needs).map(([action, on]) => access(action, arns[on])),
      ...Object.entries(byHeader)
        .filter(([header]) => header in request.headers)
        .map(([, action]) => access(action, arns.object)),
      ...(operation === "CopyObject" ? await tagAccesses(source, object, request, behind) : []),
    ],
  };
}
