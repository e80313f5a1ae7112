import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** A command that came to its end. */
export interface Ended {
  readonly exitCode: number | null;
  /** What it wrote to standard output, and then to standard error. */
  readonly printed: string;
}

/**
 * Runs a command to its end. This process goes on meanwhile: it is the cloud that the command calls.
 *
 * @throws Error when it has not ended within ten minutes
 */
export async function ended(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<Ended> {
  // Not by itself: jest gives a test an environment of its own.
  const env = options.env ?? process.env;
  const child = spawn(command, parameters, { ...options, env, stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const printed = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  const [exitCode, signal] = await exited;
  if (signal)
    throw new Error(`${[command, ...parameters].join(" ")} was ended by ${signal}, having printed:\n${printed}`);
  return { exitCode, printed };
}
