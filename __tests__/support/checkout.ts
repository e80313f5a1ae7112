import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The root of this repository. */
export const root = join(__dirname, "../..");

/** A copy of the sources, where a reader of the documents may do as they say. */
export function checkout(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "checkout-"));
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of files.trim().split("\n")) cpSync(join(root, file), join(folder, file), { force: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An environment in which npm does not warn of what a user's own .npmrc says: that is none of this repository's. */
export const quietNpm = { ...process.env, npm_config_loglevel: "error" };
