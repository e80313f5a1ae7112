import { isUtf8 } from "node:buffer";
import { NamedError } from "./errors";

/** Bytes of UTF-8. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, "utf8");

/** Bytes are not UTF-8. `message` says where: to be put after the name of what was read. */
export class NotUtf8 extends NamedError {
  /** @param byte from 1 */
  constructor(byte: number) {
    super("NotUtf8", `is not UTF-8, byte ${byte}`);
  }
}

/** Number of bytes at the beginning that are whole characters: all, but for one that is cut at the end, or up to the first fault. */
function wholeLength(bytes: Uint8Array): number {
  const ends = [0, 1, 2, 3].map((cut) => Math.max(0, bytes.length - cut));
  const end = ends.find((length) => isUtf8(bytes.subarray(0, length)));
  if (end !== undefined) return end;
  for (let at = 0; ;) {
    const length = [1, 2, 3, 4].find((most) => isUtf8(bytes.subarray(at, at + most)));
    if (length === undefined) return at;
    at += length;
  }
}

/**
 * Bytes as text. A byte order mark at the beginning is passed over.
 *
 * @throws NotUtf8
 */
export function utf8Text(bytes: Uint8Array): string {
  const length = wholeLength(bytes);
  if (length < bytes.length) throw new NotUtf8(length + 1);
  return new TextDecoder("utf-8").decode(bytes);
}

/**
 * The same for bytes that come in pieces.
 *
 * @throws NotUtf8
 */
export async function* utf8Pieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let before = 0;
  let rest: Uint8Array = new Uint8Array();
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    const length = wholeLength(bytes);
    yield decoder.decode(bytes.subarray(0, length), { stream: true });
    before += length;
    rest = bytes.subarray(length);
    // A character has four bytes at most.
    if (rest.length > 3) break;
  }
  if (rest.length > 0) throw new NotUtf8(before + 1);
}
