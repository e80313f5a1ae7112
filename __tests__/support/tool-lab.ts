import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStackCloud } from "../../tools/local/stack-cloud/stack-cloud";
import { readStack } from "../../tools/local/synthesis";
import type { Pattern } from "../../workflow/deployment";
import { synthesizedFolder } from "./synthesized";

/** How a run of the tools ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A deployment on this machine, and the tools as an operator has them. */
export interface ToolLab {
  /** Where the tools run; `outputs.json` lies there. */
  readonly folder: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the tools with these words, and with what comes from standard input. */
  readonly workflow: (words: readonly string[], input?: string) => Promise<Ended>;
  /** The same for a command that must succeed; what it says with `--json`. */
  readonly json: (words: readonly string[], input?: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** The program of the tools. */
export const toolsBinary = join(__dirname, "..", "..", "tools", "cli", "bin.js");

/** Runs the tools as a process of their own. */
export const runTools = (
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
  input = "",
): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env["PATH"], HOME: cwd, ...environment };
    const child = execFile(process.execPath, [toolsBinary, ...words], { cwd, env }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });

/** Deploys a pattern to this machine. */
export async function startToolLab(pattern: Pattern): Promise<ToolLab> {
  const folder = mkdtempSync(join(tmpdir(), "tools-test-"));
  const stack = readStack(pattern, await synthesizedFolder());
  const cloud = await startStackCloud(stack, { realTime: false });
  const outputs = { [`amazon-ecs-starter-kit-pattern-${pattern}`]: cloud.outputs };
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
  const workflow = (words: readonly string[], input?: string) => runTools(words, folder, cloud.environment, input);
  return {
    folder,
    outputs: cloud.outputs,
    environment: cloud.environment,
    workflow,
    json: async (words, input) => {
      const { exitCode, stdout, stderr } = await workflow([...words, "--json"], input);
      if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}: ${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
    close: async () => {
      await cloud.close();
      rmSync(folder, { recursive: true });
    },
  };
}
