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

/** Number of bytes at the beginning that are whole characters: up to the first fault. */
function wholeLength(bytes: Uint8Array): number {
  for (let at = 0; ;) {
    const length = [1, 2, 3, 4].find((most) => isUtf8(bytes.subarray(at, at + most)));
    if (length === undefined || at === bytes.length) return at;
    at += length;
  }
}

/**
 * Bytes as text. A byte order mark at the beginning is passed over.
 *
 * @throws NotUtf8
 */
export function utf8Text(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new NotUtf8(wholeLength(bytes) + 1);
  return new TextDecoder("utf-8").decode(bytes);
}
