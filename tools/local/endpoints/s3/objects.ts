import { limits } from "../../../../workflow/limits";
import { addressOf, contentOf, described, etagOf, opaqueEtag, xmlAnswer, type Perform, type S3Call } from "./call";
import { S3Error, slice, type StoredObject } from "./store";

/**
 * Compares an object with the ETag that a client knows it by.
 *
 * @throws S3Error PreconditionFailed
 */
function checkMatch({ etag }: StoredObject, wanted: string | undefined): void {
  const bare = (text: string): string => text.replaceAll('"', "");
  if (wanted !== undefined && wanted !== "*" && bare(wanted) !== bare(etag)) throw new S3Error("PreconditionFailed");
}

/** The object that `x-amz-copy-source` names. @throws S3Error NoSuchBucket, NoSuchKey, PreconditionFailed */
export function copySource({ request, buckets }: S3Call): StoredObject {
  const { bucket, key } = addressOf(String(request.headers["x-amz-copy-source"]));
  const found = buckets.get(bucket);
  if (!found) throw new S3Error("NoSuchBucket");
  const object = found.get(key);
  checkMatch(object, request.headers["x-amz-copy-source-if-match"] as string | undefined);
  return object;
}

/** PutObject. */
export const putObject: Perform = ({ bucket, key, request }) => {
  const content = contentOf(request);
  // "the largest object that you can upload in a single PUT is 5 GB"
  if (content.length > limits.copyObjectBytes) throw new S3Error("EntityTooLarge");
  const etag = etagOf(content);
  const body = { bytes: content.length, pieces: [content] };
  bucket.put(key, { ...described(request.headers), body, etag });
  return { headers: { etag } };
};

/** GetObject and HeadObject: the latter's body is left out by HTTP. */
export const getObject: Perform = ({ bucket, key, request }) => {
  const object = bucket.get(key);
  checkMatch(object, request.headers["if-match"]);
  const range = rangeOf(request.headers.range, object.body);
  const body = range ? slice(object.body, range.first, range.last) : object.body;
  return {
    status: range ? 206 : 200,
    headers: {
      ...objectHeaders(object),
      "content-length": body.bytes,
      ...(range ? { "content-range": `bytes ${range.first}-${range.last}/${object.body.bytes}` } : {}),
    },
    body: request.method === "HEAD" ? "" : Buffer.concat(body.pieces),
  };
};

/** The headers that GetObject and HeadObject answer of an object. */
function objectHeaders({ etag, lastModified, headers, tags }: StoredObject): Record<string, string> {
  const tagCount = Object.keys(tags).length;
  return {
    ...headers,
    etag,
    "last-modified": lastModified.toUTCString(),
    "accept-ranges": "bytes",
    ...(tagCount > 0 ? { "x-amz-tagging-count": String(tagCount) } : {}),
  };
}

/**
 * The one range of a `Range` header, both ends included; RFC 9110, "Range Requests": what is no such header is passed over. S3 API
 * reference, GetObject: "Amazon S3 doesn't support retrieving multiple ranges of data per GET request."
 *
 * @throws S3Error InvalidRange
 */
function rangeOf(header: string | undefined, { bytes }: StoredObject["body"]) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const range =
    first === ""
      ? { first: Math.max(0, bytes - Number(last)), last: bytes - 1 }
      : { first: Number(first), last: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
  if (range.first >= bytes) throw new S3Error("InvalidRange");
  return range;
}

/** DeleteObject: answers 204 whether or not there was one. */
export const deleteObject: Perform = ({ bucket, key }) => {
  bucket.delete(key);
  return { status: 204 };
};

/** GetObjectTagging. */
export const getObjectTagging: Perform = ({ bucket, key }) => {
  const Tag = Object.entries(bucket.get(key).tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlAnswer("Tagging", { TagSet: { Tag } });
};

/** A multipart object's ETag ends with the number of its parts. S3 user guide, "Checking object integrity". */
const multipart = /-\d+"$/;

/**
 * CopyObject: metadata and tags come along unless the directives say REPLACE; `Expires` and the like are metadata.
 */
export const copyObject: Perform = (call) => {
  const { bucket, key, request } = call;
  const { headers } = request;
  const source = copySource(call);
  if (source.body.bytes > limits.copyObjectBytes)
    throw new S3Error("InvalidRequest", `A copy source has at most ${limits.copyObjectBytes} bytes`);
  const replaces = (what: "metadata" | "tagging"): boolean => headers[`x-amz-${what}-directive`] === "REPLACE";
  const from = addressOf(String(headers["x-amz-copy-source"]));
  if (from.bucket === bucket.name && from.key === key && !replaces("metadata"))
    throw new S3Error("InvalidRequest", "A copy of an object to itself must change what describes it");
  const given = described(headers);
  const etag = multipart.test(source.etag) ? opaqueEtag(source.etag) : source.etag;
  const lastModified = bucket.put(key, {
    body: source.body,
    etag,
    headers: (replaces("metadata") ? given : source).headers,
    tags: (replaces("tagging") ? given : source).tags,
  });
  return xmlAnswer("CopyObjectResult", { ETag: etag, LastModified: lastModified.toISOString() });
};
