import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { crc32 } from "node:zlib";
import { S3Error } from "./s3-error";

/** Digests what passes through. */
export class Digests {
  private readonly hashes = { md5: createHash("md5"), sha1: createHash("sha1"), sha256: createHash("sha256") };
  private crc = 0;

  async *of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.crc = crc32(chunk, this.crc);
      for (const hash of Object.values(this.hashes)) hash.update(chunk);
      yield chunk;
    }
  }

  /** Called once, at the end. */
  finish() {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(this.crc);
    const { md5, sha1, sha256 } = this.hashes;
    return { md5: md5.digest(), crc32: crc, sha1: sha1.digest(), sha256: sha256.digest() };
  }
}

type Computed = ReturnType<Digests["finish"]>;

/** Claims of a client about its body, by header, with S3's answer when one is false. */
const claims: readonly {
  readonly header: string;
  readonly digest: keyof Computed;
  readonly encoding: "base64" | "hex";
  readonly code: ConstructorParameters<typeof S3Error>[0];
}[] = [
  { header: "content-md5", digest: "md5", encoding: "base64", code: "BadDigest" },
  { header: "x-amz-checksum-crc32", digest: "crc32", encoding: "base64", code: "BadDigest" },
  { header: "x-amz-checksum-sha1", digest: "sha1", encoding: "base64", code: "BadDigest" },
  { header: "x-amz-checksum-sha256", digest: "sha256", encoding: "base64", code: "BadDigest" },
  { header: "x-amz-content-sha256", digest: "sha256", encoding: "hex", code: "XAmzContentSHA256Mismatch" },
];

/** Said in place of a hash: the body is not signed, or in chunks. */
const noHash = /^(UNSIGNED-PAYLOAD|STREAMING-)/;

/**
 * Compares a body with what its client said of it. S3 user guide, "Checking object integrity".
 *
 * @param trailers headers that came after the body
 * @returns the checksum headers of the object: the one that the client chose
 * @throws S3Error BadDigest, XAmzContentSHA256Mismatch
 */
export function verify(
  computed: Computed,
  headers: IncomingHttpHeaders,
  trailers: ReadonlyMap<string, string>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const { header, digest, encoding, code } of claims) {
    const claimed = trailers.get(header) ?? headers[header];
    if (typeof claimed !== "string" || noHash.test(claimed)) continue;
    if (claimed !== computed[digest].toString(encoding)) throw new S3Error(code);
    if (header.startsWith("x-amz-checksum-")) kept[header] = claimed;
  }
  return kept;
}
