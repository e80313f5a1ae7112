import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackName } from "../../modules/names";
import { program } from "../../tools/cli/program";
import type { Pattern } from "../../workflow/deployment";
import { deployment } from "./deployment";

/** What a command wrote, and how it ended. */
export interface CommandResult {
  readonly out: string;
  readonly error: string;
  /** The exit code that the process would have. */
  readonly exitCode: number;
}

/** Runs a command of the tools in this process. A fault ends in `error`, as `tools/cli/main.ts` would show it. */
export async function runCommand(...args: readonly string[]): Promise<CommandResult> {
  const written = { out: "", error: "" };
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await program(
      {
        out: (text) => (written.out += `${text}\n`),
        error: (text) => (written.error += `${text}\n`),
      },
      args[0],
    ).parseAsync(args, { from: "user" });
    return { ...written, exitCode: process.exitCode };
  } catch (error) {
    return { ...written, error: written.error + (error as Error).message, exitCode: 1 };
  } finally {
    process.exitCode = before;
  }
}

/** Outputs of stacks as `cdktf deploy --outputs-file` writes them; the values are those of `deployment`. */
export const outputsOf = (...patterns: readonly Pattern[]): object =>
  Object.fromEntries(
    patterns.map((pattern) => [
      stackName("amazon-ecs-starter-kit", pattern),
      {
        ...deployment,
        stateMachineArn: `arn:aws:states:eu-west-1:123456789012:stateMachine:${stackName("amazon-ecs-starter-kit", pattern)}`,
        maxTimeoutSeconds: 3_600,
      },
    ]),
  );

/** A folder for a test's files, removed when its tests are done. */
export function temporaryFiles(): (name: string, content: unknown) => string {
  const folder = mkdtempSync(join(tmpdir(), "command-line-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  return (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === "string" || content instanceof Buffer ? content : JSON.stringify(content));
    return file;
  };
}
