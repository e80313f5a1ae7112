import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { lockFileName } from "../../stacks/versions";
import { synthesize, synthesizedStacks } from "../local/synthesis";

/** The machines that deploy, by Terraform's names. */
const platforms = ["linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"];

/**
 * Makes the lock file beside cdktf.json: the providers of a stack that builds its image, with hashes for every platform.
 *
 * @param options for `terraform providers lock`, such as `-fs-mirror=FOLDER`
 */
async function lock(options: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  try {
    await synthesize(folder, { KIT_PATTERNS: "1", KIT_IMAGE_URI: "" });
    const [name = ""] = synthesizedStacks(folder);
    const stack = join(folder, "stacks", name);
    const made = join(stack, lockFileName);
    // A former one must not hold former versions.
    rmSync(made, { force: true });
    const every = platforms.map((platform) => `-platform=${platform}`);
    execFileSync("terraform", ["providers", "lock", "-no-color", ...every, ...options], {
      cwd: stack,
      stdio: ["ignore", "inherit", "inherit"],
    });
    copyFileSync(made, join(projectFolder, lockFileName));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const locked = readFileSync(join(projectFolder, lockFileName), "utf8");
  const providers = [...locked.matchAll(/^provider "[^/]+\/(.+)" \{\n\s+version\s+= "(.+)"/gm)];
  console.log(`\n${lockFileName} holds:`);
  for (const [, source = "", version = ""] of providers) console.log(`  ${source} ${version}`);
  console.log("Commit it: every synthesis puts it beside the stacks, and Terraform installs nothing else.");
}

lock(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
