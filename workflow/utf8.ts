import { isUtf8 } from "node:buffer";

/** Bytes of UTF-8. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, "utf8");

/** Bytes are not UTF-8. `message` says where: to be put after the name of what was read. */
export class NotUtf8 extends Error {
  override readonly name = "NotUtf8";

  /** @param byte from 1 */
  constructor(byte: number) {
    super(`is not UTF-8, byte ${byte}`);
  }
}

/** Number of bytes of a character, by its first one; 1 where none begins so. RFC 3629. */
const lengthOf = (first: number): number => (first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);

/** The first byte of what is no character, from 0. */
function firstFault(bytes: Uint8Array): number {
  for (let at = 0; ;) {
    const length = lengthOf(bytes[at] ?? 0);
    if (at >= bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
}

/**
 * Bytes as text. A byte order mark at the beginning is passed over.
 *
 * @throws NotUtf8
 */
export function utf8Text(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new NotUtf8(firstFault(bytes) + 1);
  return new TextDecoder("utf-8").decode(bytes);
}

/** Bytes without the beginning of a character at their end, which may go on; undefined where they are none without it either. */
const wholeCharacters = (bytes: Uint8Array): Uint8Array | undefined =>
  [0, 1, 2, 3].map((back) => bytes.subarray(0, Math.max(0, bytes.length - back))).find((part) => isUtf8(part));

/**
 * The same for bytes that come in pieces.
 *
 * @throws NotUtf8
 */
export async function* utf8Pieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let before = 0;
  let pending: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const bytes = Buffer.concat([pending, piece]);
    const whole = wholeCharacters(bytes);
    if (whole === undefined) throw new NotUtf8(before + firstFault(bytes) + 1);
    yield decoder.decode(whole, { stream: true });
    before += whole.length;
    pending = bytes.subarray(whole.length);
  }
  if (pending.length > 0) throw new NotUtf8(before + 1);
}
