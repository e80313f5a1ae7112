import { limits } from "../../../../workflow/limits";
import { addressOf } from "./address";
import { copySource, now, opaqueEtag, xmlAnswer, type Operation } from "./call";
import { describingHeaders, taggingHeader } from "./object-headers";
import { S3Error } from "./s3-error";
import { toXml } from "./xml";

/** A multipart object's ETag ends with the number of its parts. S3 user guide, "Checking object integrity". */
const multipart = /-\d+"$/;

/**
 * CopyObject: metadata and tags come along unless the directives say REPLACE; `Expires` and the like are metadata.
 */
export const copyObject: Operation = (call) => {
  const { bucket, key, request } = call;
  const { headers } = request;
  const source = copySource(call);
  if (source.body.bytes > limits.copyObjectBytes)
    throw new S3Error(
      "InvalidRequest",
      `The specified copy source is larger than the maximum allowable size for a copy source: ${limits.copyObjectBytes}`,
    );
  const replaces = (directive: string): boolean => headers[directive] === "REPLACE";
  const from = addressOf(String(headers["x-amz-copy-source"]));
  if (from.bucket === bucket.name && from.key === key && !replaces("x-amz-metadata-directive"))
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const etag = multipart.test(source.etag) ? opaqueEtag(source.etag) : source.etag;
  const lastModified = now();
  bucket.put(key, {
    ...source,
    etag,
    lastModified,
    headers: replaces("x-amz-metadata-directive") ? describingHeaders(headers) : source.headers,
    tags: replaces("x-amz-tagging-directive") ? taggingHeader(headers) : source.tags,
  });
  return xmlAnswer(toXml("CopyObjectResult", { ETag: etag, LastModified: lastModified.toISOString() }));
};
