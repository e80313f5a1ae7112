import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../modules/bundles/project-folder";

/** The most memory that one Node.js process of a command held. */
interface Peak {
  /** The file that the process ran, absolute. */
  readonly script: string;
  readonly mib: number;
}

/** Measurements of a command. */
export interface Measured {
  /** From its start to its end. */
  readonly seconds: number;
  /** One for each of its Node.js processes that inherited its environment. */
  readonly peaks: readonly Peak[];
  readonly stdout: string;
}

const run = promisify(execFile);

/** Far above what a report of a thousand tasks takes. */
const maxBuffer = 256 * 1_024 * 1_024;

/**
 * Runs a command in the project's folder and measures it. What it synthesizes goes into a folder that ends with it.
 *
 * @param environment besides this process's own
 * @throws Error with what the command printed, when it failed
 */
export async function measureCommand(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const peaksFile = join(folder, "peaks.jsonl");
  const env = {
    ...process.env,
    NODE_OPTIONS: `--require ${resolve(__dirname, "peak-memory.js")}`,
    BENCH_PEAKS_FILE: peaksFile,
    CDKTF_OUTDIR: join(folder, "cdktf.out"),
    ...environment,
  };
  try {
    const start = performance.now();
    const { stdout } = await run(command, args, { cwd: projectFolder, env, maxBuffer });
    const seconds = (performance.now() - start) / 1_000;
    const lines = readFileSync(peaksFile, "utf8").trim().split("\n");
    return { seconds, stdout, peaks: lines.map((line) => JSON.parse(line) as Peak) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest of a command's processes. */
export const largestMib = ({ peaks }: Measured): number => Math.max(...peaks.map(({ mib }) => mib));
