import { limits } from "../../../../workflow/limits";
import { S3Error } from "./s3-error";

/** A bucket, and an object in it; each is empty where a request names none. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

/**
 * The address that a path-style request, or the header of a copy, names: `/bucket/key`, URL-encoded. Only the first slash
 * parts: whatever follows is the key. S3 user guide, "Path-style requests".
 *
 * @throws S3Error InvalidURI
 */
export function addressOf(path: string): S3Address {
  const [, bucket = "", key = ""] = /^\/?([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket: decoded(bucket), key: decoded(key) };
}

/**
 * A key that has more relative parts than others before them: `../x`, `a/../../b`. S3 user guide, "Naming Amazon S3
 * objects": keys with relative path elements are valid if, read from left to right, these never outnumber the others. S3
 * answers the others with status 400 and no body.
 */
export function climbsOut(key: string): boolean {
  let depth = 0;
  return key.split("/").some((part) => {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    return depth < 0;
  });
}

/** @throws S3Error KeyTooLongError; S3 user guide, "Naming Amazon S3 objects" */
export function checkKeyLength(key: string): void {
  if (Buffer.byteLength(key) > limits.objectKeyBytes) throw new S3Error("KeyTooLongError");
}
