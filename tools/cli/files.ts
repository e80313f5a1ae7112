import { readFileSync } from "node:fs";
import { CommandError } from "./command-error";

/**
 * The text of a file, or of standard input where the name is `-`.
 *
 * @throws CommandError naming the file that cannot be read
 */
export function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new CommandError(`Cannot read ${file}: ${(error as Error).message}`);
  }
}

/**
 * What a file of JSON holds.
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
