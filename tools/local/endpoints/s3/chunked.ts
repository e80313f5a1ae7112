import { S3Error } from "./s3-error";

/** Collects a stream's bytes, and gives them out by line or by number. */
class Reader {
  private buffered: Buffer = Buffer.alloc(0);
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** A line without the CR LF at its end. */
  async line(): Promise<string> {
    let end: number;
    while ((end = this.buffered.indexOf("\r\n")) < 0) await this.more();
    const line = this.buffered.subarray(0, end).toString("latin1");
    this.buffered = this.buffered.subarray(end + 2);
    return line;
  }

  /** That number of bytes, as they arrive. */
  async *take(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0;) {
      if (this.buffered.length === 0) await this.more();
      const chunk = this.buffered.subarray(0, left);
      this.buffered = this.buffered.subarray(chunk.length);
      left -= chunk.length;
      yield chunk;
    }
  }

  private async more(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) throw new S3Error("IncompleteBody");
    this.buffered = this.buffered.length === 0 ? next.value : Buffer.concat([this.buffered, next.value]);
  }
}

/**
 * The bytes inside of a body in `aws-chunked` encoding. S3 API reference, "Signature calculations for the Authorization
 * header: transferring payload in multiple chunks": `<hexadecimal length>[;chunk-signature=…]`, the bytes, and a chunk of
 * length 0; headers may trail it. Signatures are not looked at.
 *
 * @param trailers gets the headers that trail
 * @throws S3Error IncompleteBody
 */
export async function* unchunked(stream: AsyncIterable<Buffer>, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const reader = new Reader(stream);
  for (;;) {
    const [, hexadecimal] = /^([0-9a-f]+)(?:;|$)/i.exec(await reader.line()) ?? [];
    if (hexadecimal === undefined) throw new S3Error("IncompleteBody");
    const bytes = parseInt(hexadecimal, 16);
    if (bytes === 0) break;
    yield* reader.take(bytes);
    await reader.line();
  }
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    const [name = "", value = ""] = line.split(/:(.*)/s);
    trailers.set(name.trim().toLowerCase(), value.trim());
  }
}
