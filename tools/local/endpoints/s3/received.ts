import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { AwsRequest } from "../../http/aws-request";
import { S3Error } from "./s3-error";

/** The content that a request brings, compared with what its headers say of it. */
interface Received {
  readonly content: Buffer;
  /** The checksum headers of the object: the one that the client chose. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** @throws S3Error IncompleteBody, BadDigest, XAmzContentSHA256Mismatch */
export function received({ headers, body }: Pick<AwsRequest, "headers" | "body">): Received {
  const isChunked = /^STREAMING-/.test(String(headers["x-amz-content-sha256"]));
  const { content, trailers } = isChunked ? unchunked(body) : { content: body, trailers: {} };
  const length = headers["x-amz-decoded-content-length"];
  if (length !== undefined && Number(length) !== content.length) throw new S3Error("IncompleteBody");
  return { content, checksums: verified(content, { ...headers, ...trailers }) };
}

/**
 * The bytes inside of a body in `aws-chunked` encoding. S3 API reference, "Signature calculations for the Authorization
 * header: transferring payload in multiple chunks": `<hexadecimal length>[;chunk-signature=…]`, the bytes, and a chunk of
 * length 0; headers may trail it. Signatures are not looked at.
 *
 * @throws S3Error IncompleteBody
 */
function unchunked(body: Buffer): { readonly content: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  let place = 0;
  const line = (): string => {
    const end = body.indexOf("\r\n", place);
    if (end < 0) throw new S3Error("IncompleteBody");
    const text = body.toString("latin1", place, end);
    place = end + 2;
    return text;
  };
  const chunks: Buffer[] = [];
  for (let bytes = bytesOfChunk(line()); bytes > 0; bytes = bytesOfChunk(line())) {
    chunks.push(body.subarray(place, place + bytes));
    place += bytes;
    line();
  }
  const trailers: Record<string, string> = {};
  for (let text = line(); text !== ""; text = line()) {
    const [name = "", value = ""] = text.split(/:(.*)/s);
    trailers[name.trim().toLowerCase()] = value.trim();
  }
  return { content: Buffer.concat(chunks), trailers };
}

/** @throws S3Error IncompleteBody */
function bytesOfChunk(line: string): number {
  const [, hexadecimal] = /^([0-9a-f]+)(?:;|$)/i.exec(line) ?? [];
  if (hexadecimal === undefined) throw new S3Error("IncompleteBody");
  return parseInt(hexadecimal, 16);
}

const hash =
  (algorithm: "md5" | "sha1" | "sha256", encoding: "base64" | "hex" = "base64") =>
  (content: Buffer): string =>
    createHash(algorithm).update(content).digest(encoding);

function crc(content: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(content));
  return bytes.toString("base64");
}

/** Claims of a client about its body, by header. S3 user guide, "Checking object integrity". */
const claims: Readonly<Record<string, (content: Buffer) => string>> = {
  "content-md5": hash("md5"),
  "x-amz-checksum-crc32": crc,
  "x-amz-checksum-sha1": hash("sha1"),
  "x-amz-checksum-sha256": hash("sha256"),
  "x-amz-content-sha256": hash("sha256", "hex"),
};

/** Said in place of a hash: the body is not signed, or in chunks. */
const noHash = /^(UNSIGNED-PAYLOAD|STREAMING-)/;

/** @throws S3Error BadDigest, XAmzContentSHA256Mismatch */
function verified(content: Buffer, headers: AwsRequest["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [header, digest] of Object.entries(claims)) {
    const claimed = headers[header];
    if (typeof claimed !== "string" || noHash.test(claimed)) continue;
    if (claimed !== digest(content))
      throw new S3Error(header === "x-amz-content-sha256" ? "XAmzContentSHA256Mismatch" : "BadDigest");
    if (header.startsWith("x-amz-checksum-")) kept[header] = claimed;
  }
  return kept;
}
