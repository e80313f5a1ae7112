import type { IncomingHttpHeaders } from "node:http";
import { S3Error } from "./s3-error";
import type { StoredObject } from "./store";

/** The description of an object that a request brings. @throws S3Error InvalidTag */
export const described = (headers: IncomingHttpHeaders): Pick<StoredObject, "headers" | "tags"> => ({
  headers: describingHeaders(headers),
  tags: taggingHeader(headers),
});

/** "System-defined metadata" that a client sets. S3 user guide, "Working with object metadata". */
const systemHeaders = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
  "x-amz-storage-class",
  "x-amz-website-redirect-location",
];

function describingHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const found = Object.entries(headers).filter(
    (entry): entry is [string, string] =>
      (systemHeaders.includes(entry[0]) || entry[0].startsWith("x-amz-meta-")) && typeof entry[1] === "string",
  );
  const { "content-encoding": encoding = "", ...others } = Object.fromEntries(found);
  // `aws-chunked` tells of the way here, not of the object.
  const kept = encoding.split(/,\s*/).filter((name) => name !== "" && name !== "aws-chunked");
  return {
    "content-type": "binary/octet-stream",
    ...others,
    ...(kept.length > 0 ? { "content-encoding": kept.join(", ") } : {}),
  };
}

/**
 * The tags of `x-amz-tagging`, which are "encoded as URL Query parameters" (PutObject), within S3's limits: ten, keys of 128
 * characters, values of 256. S3 user guide, "Object tagging".
 *
 * @throws S3Error InvalidTag
 */
function taggingHeader(headers: IncomingHttpHeaders): StoredObject["tags"] {
  const pairs = [...new URLSearchParams(String(headers["x-amz-tagging"] ?? ""))];
  const tags = Object.fromEntries(pairs);
  const fits = pairs.every(([key, value]) => key.length > 0 && key.length <= 128 && value.length <= 256);
  if (!fits || pairs.length > 10 || Object.keys(tags).length < pairs.length) throw new S3Error("InvalidTag");
  return tags;
}
