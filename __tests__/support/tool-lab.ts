import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientEnvironment } from "../../tools/local/cloud/environment";
import { Closers } from "../../tools/local/ending";
import { startLocalCloud } from "../../tools/local/local-cloud";
import { readStack } from "../../tools/local/synthesis";
import type { runProgram } from "../../tools/cli/program";
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
  /** Runs the tools with these words in this process; with what comes from standard input, in one of their own. */
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

/** The tools as a new process has them: their clients are made anew, for its own environment. */
function loadProgram(): typeof runProgram {
  jest.resetModules();
  return jest.requireActual<typeof import("../../tools/cli/program")>("../../tools/cli/program").runProgram;
}

/** Runs the tools in this process: to start one takes longer than most commands. */
async function runHere(
  run: typeof runProgram,
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Ended> {
  const before = { env: process.env, cwd: process.cwd(), exitCode: process.exitCode };
  const written = { stdout: "", stderr: "" };
  process.env = { PATH: process.env["PATH"], HOME: cwd, ...environment };
  process.chdir(cwd);
  process.exitCode = 0;
  try {
    const terminal = {
      out: (text: string) => (written.stdout += `${text}\n`),
      error: (text: string) => (written.stderr += `${text}\n`),
    };
    await run(terminal, words);
    return { exitCode: process.exitCode, ...written };
  } finally {
    process.env = before.env;
    process.chdir(before.cwd);
    process.exitCode = before.exitCode;
  }
}

/** Deploys a pattern to this machine. */
export async function startToolLab(pattern: Pattern): Promise<ToolLab> {
  const folder = mkdtempSync(join(tmpdir(), "tools-test-"));
  const stack = readStack(pattern, await synthesizedFolder());
  const closers = new Closers();
  const cloud = await startLocalCloud(stack);
  closers.add(() => cloud.close());
  const environment = clientEnvironment(cloud);
  const outputs = stack.outputs();
  const byStack = { [`amazon-ecs-starter-kit-pattern-${pattern}`]: outputs };
  writeFileSync(join(folder, "outputs.json"), JSON.stringify(byStack));
  const run = loadProgram();
  const workflow = (words: readonly string[], input?: string) =>
    input === undefined ? runHere(run, words, folder, environment) : runTools(words, folder, environment, input);
  return {
    folder,
    outputs,
    environment,
    workflow,
    json: async (words, input) => {
      const { exitCode, stdout, stderr } = await workflow([...words, "--json"], input);
      if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${exitCode}: ${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
    close: async () => {
      await closers.close();
      rmSync(folder, { recursive: true });
    },
  };
}
