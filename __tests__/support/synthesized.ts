import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

/** Folder that both patterns are synthesized into by the default settings, once a test run: to be read, not written to. */
export async function synthesizedFolder(): Promise<string> {
  const shared = join(runFolder, "cdktf.out");
  if (existsSync(shared)) return shared;
  const own = mkdtempSync(join(runFolder, "synthesizing-"));
  await synthesize(own);
  publish(own, shared);
  return shared;
}

/** Keeps a text for the other tests of this run. */
export function keepText(name: string, text: string): void {
  const own = join(mkdtempSync(join(runFolder, "writing-")), name);
  writeFileSync(own, text);
  publish(own, join(runFolder, name));
}
