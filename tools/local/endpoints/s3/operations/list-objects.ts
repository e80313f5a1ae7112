import { xmlAnswer, type Operation, type S3Call } from "../call";
import { S3Error } from "../s3-error";
import { bytesOf, type StoredObject } from "../store";
import { toXml } from "../xml";

/** ListObjectsV2: "returns up to 1,000 key names". */
const mostKeys = 1_000;

/** Comes after every key with a prefix: no UTF-8 has this byte. */
const afterAll = "\u00ff";

interface Page {
  readonly objects: readonly (readonly [key: string, object: StoredObject])[];
  readonly prefixes: readonly string[];
  /** The bytes that the next page's keys come after; undefined on the last page. */
  readonly next: string | undefined;
}

/** Keys that have the delimiter after the prefix are one: what is before it, and the delimiter. */
function pageOf({ bucket, query }: S3Call, after: string, most: number): Page {
  const [prefix, delimiter] = [query.get("prefix") ?? "", query.get("delimiter") ?? ""];
  const [objects, prefixes]: [[string, StoredObject][], string[]] = [[], []];
  let last = after;
  for (let passed = after; ;) {
    const next = bucket.list(prefix, passed).next();
    if (next.done === true) return { objects, prefixes, next: undefined };
    if (objects.length + prefixes.length >= most) return { objects, prefixes, next: last };
    const [key, object] = next.value;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) objects.push([key, object]);
    else prefixes.push(key.slice(0, end + delimiter.length));
    last = passed = end < 0 ? bytesOf(key) : bytesOf(key.slice(0, end + delimiter.length)) + afterAll;
  }
}

const tokenOf = (after: string): string => Buffer.from(`after:${after}`, "latin1").toString("base64url");

/** @throws S3Error InvalidArgument */
function afterToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString("latin1");
  if (text.startsWith("after:")) return text.slice("after:".length);
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}

/** @throws S3Error InvalidArgument */
function maxKeysOf(query: URLSearchParams): number {
  const wanted = Number(query.get("max-keys") ?? mostKeys);
  if (Number.isInteger(wanted) && wanted >= 0) return Math.min(wanted, mostKeys);
  throw new S3Error("InvalidArgument", "Argument max-keys must be an integer between 0 and 2147483647");
}

/** ListObjectsV2. */
export const listObjectsV2: Operation = (call) => {
  const { bucket, query } = call;
  const encoded = (text: string): string =>
    query.get("encoding-type") === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const MaxKeys = maxKeysOf(query);
  const after = token === null ? bytesOf(startAfter ?? "") : afterToken(token);
  const { objects, prefixes, next } = pageOf(call, after, MaxKeys);
  return xmlAnswer(
    toXml("ListBucketResult", {
      Name: bucket.name,
      Prefix: encoded(query.get("prefix") ?? ""),
      Delimiter: query.get("delimiter") ?? undefined,
      MaxKeys,
      EncodingType: query.get("encoding-type") ?? undefined,
      KeyCount: objects.length + prefixes.length,
      IsTruncated: MaxKeys > 0 && next !== undefined,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: MaxKeys > 0 && next !== undefined ? tokenOf(next) : undefined,
      StartAfter: startAfter === null ? undefined : encoded(startAfter),
      Contents: objects.map(([key, { body, etag, lastModified, headers }]) => ({
        Key: encoded(key),
        LastModified: lastModified.toISOString(),
        ETag: etag,
        Size: body.bytes,
        StorageClass: headers["x-amz-storage-class"] ?? "STANDARD",
      })),
      CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encoded(prefix) })),
    }),
  );
};
