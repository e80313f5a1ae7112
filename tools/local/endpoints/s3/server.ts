import type { IncomingMessage } from "node:http";
import { mkdirSync } from "node:fs";
import { UnknownOperation } from "../../iam/access";
import { s3OperationOf } from "../../iam/accesses/s3";
import type { HttpAnswer } from "../../http/exchange";
import { startLocalServer, type Endpoint } from "../../http/local-server";
import { signatureOf } from "../../http/signature";
import { textOf } from "../../json";
import type { SynthesizedStack } from "../../terraform/synthesized-stack";
import { addressOf, checkKeyLength, climbsOut } from "./address";
import type { S3Account, S3Call } from "./call";
import { operations } from "./operations";
import { S3Error } from "./s3-error";
import { Bucket } from "./store";

interface S3EndpointOptions {
  /** Buckets, with the Region that each is in. */
  readonly buckets: Readonly<Record<string, string>>;
  /** For large bodies; the caller's to delete. */
  readonly folder: string;
}

/** The buckets of a stack. */
export const bucketsOf = (stack: SynthesizedStack): S3EndpointOptions["buckets"] =>
  Object.fromEntries(
    stack.resources("aws_s3_bucket").map(({ values }) => [textOf(values["bucket"]), stack.region] as const),
  );

/**
 * Starts an S3 with path-style addresses: what container, launcher, CLI and tools call, by the rules that S3's API reference
 * and user guide give. Keys are bytes, not paths. Objects are gone when it closes.
 */
export async function startS3Endpoint({ buckets, folder }: S3EndpointOptions): Promise<Endpoint> {
  mkdirSync(folder, { recursive: true });
  const account: S3Account = {
    folder,
    buckets: new Map(Object.entries(buckets).map(([name, region]) => [name, new Bucket(name, region)])),
  };
  return startLocalServer("s3", (request) => perform(account, request));
}

async function perform(account: S3Account, request: IncomingMessage): Promise<HttpAnswer> {
  const { url = "", method = "GET", headers } = request;
  const [path = "", search] = url.split("?", 2);
  const { bucket: name, key } = addressOf(path);
  if (climbsOut(key)) return { status: 400, headers: {}, body: "" };
  checkKeyLength(key);
  const query = new URLSearchParams(search);
  const operation = operations[s3OperationOf({ method, path, query, headers })];
  if (!operation) throw new UnknownOperation(`This S3 has no ${method} ${url}`);
  const call: S3Call = { bucket: bucketOf(account, name, request), key, query, request, account };
  return { status: 200, headers: {}, body: "", ...(await operation(call)) };
}

/**
 * S3 user guide, "Making requests using the REST API: request redirection": the endpoint of another Region answers 301, and
 * `x-amz-bucket-region` says which it is. Here the Region of the signature tells which endpoint was meant.
 *
 * @throws S3Error NoSuchBucket, PermanentRedirect
 */
function bucketOf({ buckets }: S3Account, name: string, { headers }: IncomingMessage): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new S3Error("NoSuchBucket");
  const { region } = signatureOf(headers);
  if (region !== undefined && region !== bucket.region)
    throw new S3Error("PermanentRedirect", undefined, { "x-amz-bucket-region": bucket.region });
  return bucket;
}
