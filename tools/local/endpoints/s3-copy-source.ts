import type { IncomingMessage } from "node:http";

/**
 * Lets s3rver see the object that S3 would see: S3 decodes all of `x-amz-copy-source`, s3rver leaves `%2B`, `%3F` and
 * the like as they are. To be called with each request before s3rver gets it; the header is signed, so s3rver must run
 * with `allowMismatchedSignatures`.
 */
export function decodeCopySource({ headers }: IncomingMessage): void {
  const source = headers["x-amz-copy-source"];
  if (typeof source === "string") headers["x-amz-copy-source"] = encodeURI(decodeURIComponent(source));
}
