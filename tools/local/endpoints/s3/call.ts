import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { limits } from "../../../../workflow/limits";
import type { ServiceAnswer } from "../front/service-call";
import { addressOf } from "./address";
import { discard, receiveBody, type Body } from "./body";
import { unchunked } from "./chunked";
import { Digests, verify } from "./digests";
import { S3Error } from "./s3-error";
import type { Bucket, StoredObject } from "./store";

/** Call and store that an operation works on. */
export interface S3Call {
  readonly bucket: Bucket;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly account: S3Account;
}

/** The buckets there are, and where large bodies are kept. */
export interface S3Account {
  readonly buckets: ReadonlyMap<string, Bucket>;
  readonly folder: string;
}

/** Performs a call. What it leaves out of the answer is status 200, no headers and no body. */
export type Operation = (call: S3Call) => Promise<Partial<ServiceAnswer>> | Partial<ServiceAnswer>;

/** Takes in the object that a request brings. @throws S3Error when it is not what its headers say */
export async function receiveObject({
  request,
  account: { folder },
}: S3Call): Promise<Pick<StoredObject, "etag" | "checksums"> & { readonly body: Body }> {
  const { headers } = request;
  // PutObject and UploadPart: "the largest object that you can upload in a single PUT is 5 GB".
  const length = Number(headers["x-amz-decoded-content-length"] ?? headers["content-length"] ?? 0);
  if (length > limits.copyObjectBytes) throw new S3Error("EntityTooLarge");
  const trailers = new Map<string, string>();
  const isChunked = /^STREAMING-/.test(String(headers["x-amz-content-sha256"]));
  const digests = new Digests();
  const body = await receiveBody(digests.of(isChunked ? unchunked(request, trailers) : request), folder);
  const computed = digests.finish();
  try {
    if (body.bytes !== length) throw new S3Error("IncompleteBody");
    return { body, etag: `"${computed.md5.toString("hex")}"`, checksums: verify(computed, headers, trailers) };
  } catch (error) {
    await discard(body);
    throw error;
  }
}

/** A document that a request brings: at most 1,000 keys, or 10,000 parts. @throws S3Error BadDigest */
export async function receiveText({ request }: S3Call): Promise<string> {
  const trailers = new Map<string, string>();
  const digests = new Digests();
  const isChunked = /^STREAMING-/.test(String(request.headers["x-amz-content-sha256"]));
  const content = await buffer(digests.of(isChunked ? unchunked(request, trailers) : request));
  verify(digests.finish(), request.headers, trailers);
  return content.toString("utf8");
}

/** The object that `x-amz-copy-source` names. @throws S3Error NoSuchBucket, NoSuchKey */
export function copySource({ request, account }: S3Call): StoredObject {
  const { bucket, key } = addressOf(String(request.headers["x-amz-copy-source"]));
  const found = account.buckets.get(bucket);
  if (!found) throw new S3Error("NoSuchBucket");
  return found.get(key);
}

/**
 * An ETag that is no digest of the content: for what is made of other objects, whose bytes nobody reads here. S3 API
 * reference, Object: "The ETag may or may not be an MD5 digest of the object data."
 */
export const opaqueEtag = (...madeOf: readonly (string | number)[]): string =>
  `"${createHash("md5").update(JSON.stringify(madeOf)).digest("hex")}"`;

/** Now, in whole seconds. */
export const now = (): Date => new Date(Math.floor(Date.now() / 1_000) * 1_000);

/** An answer that is a document. */
export const xmlAnswer = (body: string): Partial<ServiceAnswer> => ({
  headers: { "content-type": "application/xml" },
  body,
});
