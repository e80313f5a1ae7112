import { constants } from "node:buffer";
import { readFileSync } from "node:fs";
import { NotUtf8, utf8Text } from "../../workflow/utf8";
import { CommandError } from "./errors";

/** The bytes of a file, or of standard input where the name is `-`. @throws CommandError naming one that cannot be read */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw new CommandError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

/** Bytes as text. @throws CommandError when they are not UTF-8, or more than a text of JavaScript can hold */
export function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length > constants.MAX_STRING_LENGTH)
    throw new CommandError(
      `${name} has ${bytes.length} bytes, of at most ${constants.MAX_STRING_LENGTH} that are read here: split it in two.`,
    );
  try {
    return utf8Text(bytes);
  } catch (error) {
    throw error instanceof NotUtf8 ? new CommandError(`${name} ${error.message}.`) : error;
  }
}

/** The text of a file, or of standard input. @throws CommandError when it cannot be read, or is not UTF-8 */
export const readText = (file: string): string => textOf(readBytes(file), file);

/** Reads a file of JSON. @throws CommandError naming the file when it cannot be read, or is not JSON in UTF-8 */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
