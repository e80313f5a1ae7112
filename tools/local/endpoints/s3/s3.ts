import { addressIn, signatureOf, type AwsRequest, type Handler } from "../../http/exchange";
import type { HttpAnswer } from "../../http/aws-answers";
import { s3OperationOf } from "../../iam/s3-accesses";
import { UnknownOperation } from "../../iam/service-call";
import { limits } from "../../../../workflow/limits";
import { addressOf, climbsOut } from "./address";
import { type Operation, type S3Call, xmlAnswer } from "./call";
import { multipartOperations } from "./multipart";
import { objectOperations } from "./objects";
import { S3Error, Bucket } from "./store";

/** ListObjectsV2: "returns up to 1,000 key names". */
const mostKeys = 1_000;

/** ListObjectsV2, of all keys below a prefix. @throws S3Error InvalidArgument */
const listObjectsV2: Operation = ({ bucket, query }) => {
  const unknown = ["delimiter", "start-after"].find((name) => query.get(name));
  if (unknown !== undefined)
    throw new UnknownOperation(`This S3 lists without ${unknown}: list all keys of the prefix`);
  const encoded = (text: string): string =>
    query.get("encoding-type") === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
  const MaxKeys = Math.min(Number(query.get("max-keys") ?? mostKeys), mostKeys);
  const token = query.get("continuation-token") ?? undefined;
  const prefix = query.get("prefix") ?? "";
  const found = bucket.keys(prefix, token === undefined ? "" : keyOfToken(token));
  const keys = found.slice(0, MaxKeys);
  const last = keys.length < found.length ? keys.at(-1) : undefined;
  return xmlAnswer("ListBucketResult", {
    Name: bucket.name,
    Prefix: encoded(prefix),
    MaxKeys,
    EncodingType: query.get("encoding-type") ?? undefined,
    KeyCount: keys.length,
    IsTruncated: last !== undefined,
    ContinuationToken: token,
    NextContinuationToken: last === undefined ? undefined : tokenOf(last),
    Contents: keys.map((key) => {
      const { body, etag, lastModified, headers } = bucket.get(key);
      return {
        Key: encoded(key),
        LastModified: lastModified.toISOString(),
        ETag: etag,
        Size: body.bytes,
        StorageClass: headers["x-amz-storage-class"] ?? "STANDARD",
      };
    }),
  });
};

/** The next page's keys come after the last one of this. */
const tokenOf = (key: string): string => Buffer.from(`after:${key}`).toString("base64url");

/** @throws S3Error InvalidArgument */
function keyOfToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith("after:")) return text.slice("after:".length);
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}

/** Operations of this S3, by the API's names: the calls that container, launcher, CLI and tools make. */
const operations: Readonly<Record<string, Operation>> = {
  ...objectOperations,
  ...multipartOperations,
  ListObjectsV2: listObjectsV2,
};

/**
 * An S3 with path-style addresses: what container, launcher, CLI and tools call, by the rules that S3's API reference and user
 * guide give. Keys are bytes, not paths. Objects are in memory.
 *
 * @param regions the Region that each bucket is in, by the bucket's name
 */
export function newS3(regions: Readonly<Record<string, string>>): Handler {
  const buckets = new Map(Object.entries(regions).map(([name, region]) => [name, new Bucket(name, region)]));
  return (request) => perform(buckets, request);
}

/** Conditions that nothing here makes, and this S3 does not check: all but If-Match of a read and of a copy's source. */
const unknownCondition = /^(?:x-amz-copy-source-)?if-(?!match$)/;

function perform(buckets: S3Call["buckets"], request: AwsRequest): HttpAnswer {
  const { url, method, headers } = request;
  const { path, query } = addressIn(request);
  const { bucket: name, key } = addressOf(path);
  if (climbsOut(key)) return { status: 400, headers: {}, body: "" };
  // S3 user guide, "Naming Amazon S3 objects".
  if (Buffer.byteLength(key) > limits.objectKeyBytes) throw new S3Error("KeyTooLongError");
  const operation = operations[s3OperationOf(request)];
  if (!operation) throw new UnknownOperation(`This S3 has no ${method} ${url}`);
  const condition = Object.keys(headers).find(
    (header) => unknownCondition.test(header) || (header === "if-match" && !["GET", "HEAD"].includes(method)),
  );
  if (condition !== undefined)
    throw new UnknownOperation(`This S3 does not know the condition ${condition} of ${method}`);
  const call = { bucket: bucketOf(buckets, name, request), key, query, request, buckets };
  return { status: 200, headers: {}, body: "", ...operation(call) };
}

/**
 * S3 user guide, "Making requests using the REST API: request redirection": the endpoint of another Region answers 301, and
 * `x-amz-bucket-region` says which it is. Here the Region of the signature tells which endpoint was meant.
 *
 * @throws S3Error NoSuchBucket, PermanentRedirect
 */
function bucketOf(buckets: S3Call["buckets"], name: string, { headers }: AwsRequest): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new S3Error("NoSuchBucket");
  const { region } = signatureOf(headers);
  if (region !== undefined && region !== bucket.region)
    throw new S3Error("PermanentRedirect", undefined, { "x-amz-bucket-region": bucket.region });
  return bucket;
}
