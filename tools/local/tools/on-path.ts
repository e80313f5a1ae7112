import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where a command is found, as a shell would, or undefined. */
export const onPath = (command: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, command))
    .find(isProgram);

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
