import { UnknownOperation } from "../../iam/service-call";
import { xmlAnswer, type Perform } from "./call";
import { S3Error } from "./store";

/** ListObjectsV2: "returns up to 1,000 key names". */
const mostKeys = 1_000;

/** ListObjectsV2, of all keys below a prefix. @throws S3Error InvalidArgument */
export const listObjectsV2: Perform = ({ bucket, query }) => {
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
  return xmlAnswer("ListBucketResult", {
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
      return {
        Key: encoded(key),
        LastModified: lastModified.toISOString(),
        ETag: etag,
        Size: body.bytes,
        StorageClass: headers["x-amz-storage-class"] ?? "STANDARD",
      };
    }),
  });
};

/** The next page's keys come after the last one of this. */
const tokenOf = (key: string): string => Buffer.from(`after:${key}`).toString("base64url");

/** @throws S3Error InvalidArgument */
function keyOfToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith("after:")) return text.slice("after:".length);
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}
