import { zipSync } from "fflate";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./project-folder";

/** Contents by file name. */
export type Files = Readonly<Record<string, Uint8Array>>;

const sorted = (files: Files) => Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));

// Zip entries carry local time: made of local parts, it is the same in every time zone.
const entryDate = new Date(1980, 0, 1, 12);

const unix = 3;
const readableByAll = 0o100644 << 16;

/** A zip of `files` whose bytes depend on their names and contents alone. */
export const zip = (files: Files): Uint8Array =>
  zipSync(
    Object.fromEntries(
      sorted(files).map(([name, content]) => [name, [content, { mtime: entryDate, os: unix, attrs: readableByAll }]]),
    ),
    { level: 9 },
  );

/**
 * Puts `files`, and nothing else, into the folder `.build/<name>`. Several processes may do so at once.
 *
 * @returns the folder, absolute
 */
export function stage(name: string, files: Files): string {
  const folder = join(projectFolder, ".build", name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) write(join(folder, file), content);
  const strays = readdirSync(folder).filter((file) => !(file in files) && !file.endsWith(unfinished));
  for (const stray of strays) rmSync(join(folder, stray), { recursive: true, force: true });
  return folder;
}

/** A hash of names and contents, whatever their order. */
export function contentHash(files: Files): string {
  const hash = createHash("sha256");
  for (const [name, content] of sorted(files)) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest("hex").slice(0, 32);
}

const unfinished = ".part";

// A reader sees the old file or the new one, never half of one.
function write(path: string, content: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(content)) return;
  const part = `${path}.${process.pid}${unfinished}`;
  writeFileSync(part, content);
  renameSync(part, path);
}
