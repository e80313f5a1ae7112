import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { type HttpAnswer, toXml } from "../../http/aws-answers";
import type { AwsRequest } from "../../http/exchange";
import { S3Error, type Bucket, type StoredObject } from "./store";

/** Call and store that an operation works on. */
export interface S3Call {
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: AwsRequest;
  /** All buckets, by name. */
  readonly buckets: ReadonlyMap<string, Bucket>;
}

/** Performs a call. What it leaves out of the answer is status 200, no headers and no body. */
export type Perform = (call: S3Call) => Partial<HttpAnswer>;

/** The ETag of an object that came in one piece. */
export const etagOf = (content: Buffer): string => `"${createHash("md5").update(content).digest("hex")}"`;

/**
 * An ETag that is no digest of the content: for what is made of other objects, whose bytes nobody reads here. S3 API
 * reference, Object: "The ETag may or may not be an MD5 digest of the object data."
 */
export const opaqueEtag = (...madeOf: readonly (string | number)[]): string =>
  etagOf(Buffer.from(JSON.stringify(madeOf)));

/** An answer that is a document. @param root the name of its outermost element */
export const xmlAnswer = (root: string, content: object): Partial<HttpAnswer> => ({
  headers: { "content-type": "application/xml" },
  body: toXml({ [root]: { "@xmlns": "http://s3.amazonaws.com/doc/2006-03-01/", ...content } }),
});

/**
 * The content that a request brings. Checksums of it are not compared: nothing is lost on the way here.
 *
 * @throws S3Error IncompleteBody
 */
export const contentOf = ({ headers, body }: AwsRequest): Buffer =>
  /^STREAMING-/.test(String(headers["x-amz-content-sha256"])) ? unchunked(body) : body;

/**
 * The bytes inside of a body in `aws-chunked` encoding. S3 API reference, "Signature calculations for the Authorization
 * header: transferring payload in multiple chunks": `<hexadecimal length>[;chunk-signature=…]`, the bytes, and a chunk of
 * length 0; headers may trail it. Signatures and checksums are not looked at.
 *
 * @throws S3Error IncompleteBody
 */
function unchunked(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let place = 0; ;) {
    const end = body.indexOf("\r\n", place);
    const [, hexadecimal] = /^([0-9a-f]+)(?:;|$)/i.exec(body.toString("latin1", place, Math.max(end, place))) ?? [];
    if (hexadecimal === undefined) throw new S3Error("IncompleteBody");
    const bytes = parseInt(hexadecimal, 16);
    if (bytes === 0) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + bytes));
    place = end + 2 + bytes + 2;
  }
}

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

/** The description of an object that a request brings. @throws S3Error InvalidTag */
export function described(headers: IncomingHttpHeaders): Pick<StoredObject, "headers" | "tags"> {
  const found = Object.entries(headers).filter(
    (entry): entry is [string, string] =>
      (systemHeaders.includes(entry[0]) || entry[0].startsWith("x-amz-meta-")) && typeof entry[1] === "string",
  );
  const { "content-encoding": encoding = "", ...others } = Object.fromEntries(found);
  // `aws-chunked` tells of the way here, not of the object.
  const kept = encoding.split(/,\s*/).filter((name) => name !== "" && name !== "aws-chunked");
  const encodings = kept.length > 0 ? { "content-encoding": kept.join(", ") } : {};
  return {
    headers: { "content-type": "binary/octet-stream", ...others, ...encodings },
    tags: tagsIn(String(headers["x-amz-tagging"] ?? "")),
  };
}

/**
 * The tags of `x-amz-tagging`, which are "encoded as URL Query parameters" (PutObject), within S3's limits: ten, keys of 128
 * characters, values of 256. S3 user guide, "Object tagging".
 *
 * @throws S3Error InvalidTag
 */
function tagsIn(header: string): StoredObject["tags"] {
  const pairs = [...new URLSearchParams(header)];
  const tags = Object.fromEntries(pairs);
  const fits = pairs.every(([key, value]) => key.length > 0 && key.length <= 128 && value.length <= 256);
  if (!fits || pairs.length > 10 || Object.keys(tags).length < pairs.length) throw new S3Error("InvalidTag");
  return tags;
}

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
