import { S3Error } from "./store";

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI");
  }
}

/**
 * The bucket and the key that a path-style request, or the header of a copy, names: `/bucket/key`, URL-encoded. Each is empty
 * where there is none. Only the first slash parts: whatever follows is the key. S3 user guide, "Path-style requests".
 *
 * @throws S3Error InvalidURI
 */
export function addressOf(path: string) {
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
