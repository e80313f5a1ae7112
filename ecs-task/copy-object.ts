import {
  CopyObjectCommand,
  HeadObjectCommand,
  S3Client,
  S3ServiceException,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { NamedError } from "../workflow/errors";
import { limits } from "../workflow/limits";
import { regionOfBucket } from "../workflow/bucket";
import { copyInParts } from "./copy-in-parts";

/**
 * Milliseconds. S3 answers a copy when it is done, of 5 GiB after a minute or two; a connection on which nothing comes for longer is
 * dead, and must not hold the task until its run is over.
 */
export const timeouts = { connectionTimeout: 5_000, requestTimeout: 300_000, throwOnRequestTimeout: true } as const;

/**
 * S3 answers 503 while it makes room for a higher rate of requests, S3 user guide, "Best practices design patterns". Ten attempts
 * wait for half a minute on average, the usual three for a tenth of a second.
 */
const maxAttempts = 10;

/** S3 as the task calls it: patient with what passes, and never waiting for ever. */
export const createS3Client = (region: string, others: S3ClientConfig = {}): S3Client =>
  new S3Client({ region, maxAttempts, requestHandler: timeouts, ...others });

/** A copy within one bucket. */
interface Copy {
  readonly bucket: string;
  readonly key: string;
  readonly destinationKey: string;
}

const explanations: Readonly<Record<string, string>> = {
  404: "the object does not exist (404)",
  403: "the task's role may not read it (403)",
  400: "S3 takes no request for this key (400); more ../ than folders before them, for example, are no key",
  NoSuchKey: "the object does not exist (NoSuchKey)",
  PreconditionFailed: "the object changed while it was copied (PreconditionFailed)",
};

function explain(error: unknown): string {
  if (!(error instanceof S3ServiceException)) return String(error);
  const region = regionOfBucket(error);
  if (region !== undefined)
    return `the bucket is in Region ${region}, and the task in another (301): name a bucket of the task's Region`;
  // S3 answers HEAD without a body: then the SDK knows no code, only the HTTP status.
  const code = error.message === "UnknownError" ? String(error.$metadata.httpStatusCode) : error.name;
  return explanations[code] ?? `${code}: ${error.message}`;
}

/**
 * Copies an object with its content type, metadata and tags, whatever its size, and leaves nothing behind when it fails.
 *
 * @param singleCopyBytes above this size the copy is made in parts
 * @throws CopyFailed with the reason, also when the object changes while it is copied
 * @throws the reason of `signal` when that is aborted
 */
export async function copyObject(
  client: S3Client,
  copy: Copy,
  signal: AbortSignal,
  singleCopyBytes: number = limits.copyObjectBytes,
): Promise<void> {
  try {
    const from = { Bucket: copy.bucket, Key: copy.key };
    const source = await client.send(new HeadObjectCommand(from), { abortSignal: signal });
    const target = {
      Bucket: copy.bucket,
      Key: copy.destinationKey,
      CopySource: copySource(copy),
      CopySourceIfMatch: source.ETag,
    };
    if ((source.ContentLength ?? 0) > singleCopyBytes) await copyInParts(client, target, from, source, signal);
    else await client.send(new CopyObjectCommand(target), { abortSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new NamedError("CopyFailed", `s3://${copy.bucket}/${copy.key} was not copied: ${explain(error)}`, {
      cause: error,
    });
  }
}

// S3 takes the source URL-encoded; the slashes stay, since they part the bucket from the key.
const copySource = ({ bucket, key }: Copy): string => `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
