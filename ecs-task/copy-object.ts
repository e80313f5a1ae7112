import { CopyObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { limits } from "../workflow/limits";
import { copyInParts } from "./copy-in-parts";

/** A copy within one bucket. */
export interface Copy {
  readonly bucket: string;
  readonly key: string;
  readonly destinationKey: string;
}

/** S3 would not copy the object. */
export class CopyFailed extends Error {
  override readonly name = "CopyFailed";

  constructor({ bucket, key }: Copy, cause: unknown) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    super(`s3://${bucket}/${key} was not copied: ${explanations[name] ?? `${name}: ${message}`}`, { cause });
  }
}

// S3 answers a HEAD without a body: the SDK has no more to say of these than a name.
const explanations: Readonly<Record<string, string>> = {
  NotFound: "the object does not exist (NotFound)",
  NoSuchKey: "the object does not exist (NoSuchKey)",
  NoSuchBucket: "the bucket does not exist (NoSuchBucket)",
  Forbidden: "the task's role may not read it (Forbidden)",
  403: "the task's role may not read it (Forbidden)",
  PreconditionFailed: "the object changed while it was copied (PreconditionFailed)",
};

/**
 * Copies an object with its content type and metadata, whatever its size, and leaves nothing behind when it fails.
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
    const source = await client.send(new HeadObjectCommand({ Bucket: copy.bucket, Key: copy.key }), {
      abortSignal: signal,
    });
    const target = {
      Bucket: copy.bucket,
      Key: copy.destinationKey,
      CopySource: copySource(copy),
      CopySourceIfMatch: source.ETag,
    };
    if ((source.ContentLength ?? 0) > singleCopyBytes) await copyInParts(client, target, source, signal);
    else await client.send(new CopyObjectCommand(target), { abortSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new CopyFailed(copy, error);
  }
}

// S3 takes the source URL-encoded; the slashes stay, since they part the bucket from the key.
const copySource = ({ bucket, key }: Copy): string => `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
