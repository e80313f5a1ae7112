import { readFileSync } from "node:fs";
import { NotUtf8, utf8Text } from "../../workflow/utf8";
import { CommandError } from "./errors";

/** Reason for which a file cannot be read. */
export const unreadable = (file: string, error: unknown): CommandError =>
  new CommandError(
    error instanceof NotUtf8 ? `${file} ${error.message}.` : `Cannot read ${file}: ${(error as Error).message}`,
  );

/** The bytes of a file, or of standard input where the name is `-`. @throws CommandError naming one that cannot be read */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Reads a file of JSON.
 *
 * @throws CommandError naming the file when it cannot be read, or is not JSON in UTF-8
 */
export function readJson(file: string): unknown {
  const bytes = readBytes(file);
  try {
    return JSON.parse(utf8Text(bytes));
  } catch (error) {
    throw error instanceof NotUtf8
      ? unreadable(file, error)
      : new CommandError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
