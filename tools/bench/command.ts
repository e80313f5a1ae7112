import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";
import { Closers } from "../local/ending";
import { temporaryFolder } from "../local/temporary-folder";

/** Far above what a report of a thousand tasks takes. */
const maxBuffer = 256 * 1_024 * 1_024;

/**
 * Runs a command in the project's folder. What it synthesizes goes into a folder that ends with it.
 *
 * @param environment besides this process's own
 * @returns seconds from its start to its end, and what it printed
 * @throws Error with what the command printed, when it failed
 */
export async function timed(
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly seconds: number; readonly stdout: string }> {
  const closers = new Closers();
  const CDKTF_OUTDIR = join(temporaryFolder(closers), "cdktf.out");
  const options = { cwd: projectFolder, env: { ...process.env, CDKTF_OUTDIR, ...environment }, maxBuffer };
  try {
    const start = performance.now();
    const { stdout } = await promisify(execFile)(command, args, options);
    return { seconds: (performance.now() - start) / 1_000, stdout };
  } finally {
    await closers.close();
  }
}
