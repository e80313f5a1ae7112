import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../tools/local/synthesis";

/** Folder of what the tests of this run share, made by jest.config.js. */
export const runFolder = process.env["TEST_RUN_FOLDER"] as string;

/** Moves a finished folder or file to its shared place; where another worker was first, that one's stays. */
function publish(own: string, shared: string): void {
  try {
    renameSync(own, shared);
  } catch (error) {
    if (!existsSync(shared)) throw error;
    rmSync(own, { recursive: true });
  }
}

const folders = new Map<string, Promise<string>>();

/**
 * Folder that both patterns are synthesized into, once a test run: to be read, not written to.
 *
 * @param settings environment variables. @default none
 */
export function synthesizedFolder(settings: Readonly<Record<string, string>> = {}): Promise<string> {
  const shared = join(runFolder, `cdktf.out-${sha256(settings)}`);
  // Tests that run at once wait for the same.
  const folder = folders.get(shared) ?? synthesizedInto(shared, settings);
  folders.set(shared, folder);
  return folder;
}

async function synthesizedInto(shared: string, settings: Readonly<Record<string, string>>): Promise<string> {
  if (existsSync(shared)) return shared;
  const own = mkdtempSync(join(runFolder, "synthesizing-"));
  await synthesize(own, settings);
  publish(own, shared);
  return shared;
}

/** A name for what is made of a value. */
export const sha256 = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** What the tests of this run share under a name: made by the first that asks. */
export function madeOnce(name: string, make: () => string | Uint8Array): Buffer {
  const shared = join(runFolder, name);
  if (!existsSync(shared)) {
    const own = join(mkdtempSync(join(runFolder, "writing-")), name);
    writeFileSync(own, make());
    publish(own, shared);
  }
  return readFileSync(shared);
}
