import { UnknownOperation } from "../../iam/access";
import { limits } from "../../../../workflow/limits";
import { checkMatch, contentOf, etagOf, headerOf, now, xmlAnswer, type Operation } from "./call";
import { describingHeaders, objectHeaders, taggingHeader } from "./object-headers";
import { S3Error } from "./s3-error";
import { slice, type Body } from "./store";
import { toXml } from "./xml";

/** PutObject. */
const putObject: Operation = ({ bucket, key, request }) => {
  const described = { headers: describingHeaders(request.headers), tags: taggingHeader(request.headers) };
  const content = contentOf(request);
  // "the largest object that you can upload in a single PUT is 5 GB"
  if (content.length > limits.copyObjectBytes) throw new S3Error("EntityTooLarge");
  const etag = etagOf(content);
  const body = { bytes: content.length, pieces: [content] };
  bucket.put(key, { ...described, body, etag, lastModified: now() });
  return { headers: { etag } };
};

/** GetObject and HeadObject: the latter's body is left out by HTTP. */
const getObject: Operation = ({ bucket, key, request }) => {
  const object = bucket.get(key);
  checkMatch(object, headerOf(request, "if-match"));
  const range = rangeOf(headerOf(request, "range"), object.body);
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

/**
 * The one range of a `Range` header, both ends included; RFC 9110, "Range Requests": what is no such header is passed over. S3 API
 * reference, GetObject: "Amazon S3 doesn't support retrieving multiple ranges of data per GET request."
 *
 * @throws S3Error InvalidRange
 */
function rangeOf(header: string | undefined, { bytes }: Body) {
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
const deleteObject: Operation = ({ bucket, key }) => {
  bucket.delete(key);
  return { status: 204 };
};

/** GetObjectTagging. */
const getObjectTagging: Operation = ({ bucket, key }) => {
  const Tag = Object.entries(bucket.get(key).tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlAnswer(toXml("Tagging", { TagSet: { Tag } }));
};

/** ListObjectsV2: "returns up to 1,000 key names". */
const mostKeys = 1_000;

/** ListObjectsV2, of all keys below a prefix. */
const listObjectsV2: Operation = ({ bucket, query }) => {
  const unknown = ["delimiter", "start-after"].find((name) => query.get(name));
  if (unknown !== undefined)
    throw new UnknownOperation(`This S3 lists without ${unknown}: list all keys of the prefix`);
  const encoded = (text: string): string =>
    query.get("encoding-type") === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
  const MaxKeys = Math.min(Number(query.get("max-keys") ?? mostKeys), mostKeys);
  const token = query.get("continuation-token") ?? undefined;
  const prefix = query.get("prefix") ?? "";
  const found = bucket.keys(prefix, token === undefined ? "" : keyOfToken(token));
  const keys = found.slice(0, MaxKeys);
  const last = keys.length < found.length ? keys.at(-1) : undefined;
  return xmlAnswer(
    toXml("ListBucketResult", {
      Name: bucket.name,
      Prefix: encoded(prefix),
      MaxKeys,
      EncodingType: query.get("encoding-type") ?? undefined,
      KeyCount: keys.length,
      IsTruncated: last !== undefined,
      ContinuationToken: token,
      NextContinuationToken: last === undefined ? undefined : tokenOf(last),
      Contents: keys.map((key) => {
        const { body, etag, lastModified, headers } = bucket.get(key);
        const StorageClass = headers["x-amz-storage-class"] ?? "STANDARD";
        return {
          ...{ Key: encoded(key), LastModified: lastModified.toISOString(), ETag: etag },
          ...{ Size: body.bytes, StorageClass },
        };
      }),
    }),
  );
};

/** The next page's keys come after the last one of this. */
const tokenOf = (key: string): string => Buffer.from(`after:${key}`).toString("base64url");

/** @throws S3Error InvalidArgument */
function keyOfToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith("after:")) return text.slice("after:".length);
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}

/** The operations of whole objects, by the API's names. */
export const objectOperations: Readonly<Record<string, Operation>> = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
  GetObjectTagging: getObjectTagging,
  ListObjectsV2: listObjectsV2,
};
