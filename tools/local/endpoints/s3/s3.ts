import { addressIn, signatureOf, type AwsRequest, type Handler } from "../../http/exchange";
import type { HttpAnswer } from "../../http/aws-answers";
import { UnknownOperation } from "../../iam/service-call";
import { limits } from "../../../../workflow/limits";
import { addressOf, climbsOut, type S3Call } from "./call";
import { operationOf } from "./operations";
import { S3Error, Bucket } from "./store";

/**
 * An S3 with path-style addresses: what container, launcher, CLI and tools call, by the rules that S3's API reference and user
 * guide give. Keys are bytes, not paths. Objects are in memory.
 *
 * @param regions the Region that each bucket is in, by the bucket's name
 */
export function newS3(regions: Readonly<Record<string, string>>): Handler {
  const buckets = new Map(Object.entries(regions).map(([name, region]) => [name, new Bucket(name, region)]));
  return (request) => answer(buckets, request);
}

/** Conditions that nothing here makes, and this S3 does not check: all but If-Match of a read and of a copy's source. */
const unknownCondition = /^(?:x-amz-copy-source-)?if-(?!match$)/;

function answer(buckets: S3Call["buckets"], request: AwsRequest): HttpAnswer {
  const { method, headers } = request;
  const { path, query } = addressIn(request);
  const { bucket: name, key } = addressOf(path);
  if (climbsOut(key)) return { status: 400, headers: {}, body: "" };
  // S3 user guide, "Naming Amazon S3 objects".
  if (Buffer.byteLength(key) > limits.objectKeyBytes) throw new S3Error("KeyTooLongError");
  const { perform } = operationOf(request);
  const condition = Object.keys(headers).find(
    (header) => unknownCondition.test(header) || (header === "if-match" && !["GET", "HEAD"].includes(method)),
  );
  if (condition !== undefined)
    throw new UnknownOperation(`This S3 does not know the condition ${condition} of ${method}`);
  const call = { bucket: bucketOf(buckets, name, request), key, query, request, buckets };
  return { status: 200, headers: {}, body: "", ...perform(call) };
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
