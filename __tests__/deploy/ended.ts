import { spawn, type SpawnOptions } from "node:child_process";
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
 * @throws Error when it has not ended within four minutes
 */
export async function ended(
  command: string,
  parameters: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env">,
): Promise<Ended> {
  const child = spawn(command, parameters, { ...options, stdio: ["ignore", "pipe", "pipe"], timeout: 240_000 });
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const printed = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  const [exitCode, signal] = await exited;
  if (signal)
    throw new Error(`${[command, ...parameters].join(" ")} was ended by ${signal}, having printed:\n${printed}`);
  return { exitCode, printed };
}
