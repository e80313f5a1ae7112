import { readFileSync } from "node:fs";
import { NotUtf8, utf8Text } from "../../workflow/utf8";
import { CommandError } from "./errors";

/** Reason for which a file cannot be read. */
export const unreadable = (file: string, error: unknown): CommandError =>
  new CommandError(
    error instanceof NotUtf8 ? `${file} ${error.message}.` : `Cannot read ${file}: ${(error as Error).message}`,
  );

/**
 * The text of a file, or of standard input where the name is `-`.
 *
 * @throws CommandError naming the file that cannot be read, or is not UTF-8
 */
function readText(file: string): string {
  try {
    return utf8Text(readFileSync(file === "-" ? 0 : file));
  } catch (error) {
    throw unreadable(file, error);
  }
}

/**
 * Reads a file of JSON.
 *
 * @throws CommandError naming the file when it cannot be read or is not JSON
 */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
