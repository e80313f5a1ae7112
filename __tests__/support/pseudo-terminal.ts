import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** The key that a terminal makes SIGINT of. */
export const controlC = "\u0003";

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Starts a command in a terminal, by util-linux's `script`. What the process of it is told and tells is what a person types
 * and sees.
 */
export function inTerminal(
  command: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
  size = "rows 24 cols 80",
): ChildProcessWithoutNullStreams {
  const inside = `stty ${size}; exec ${command.map(quoted).join(" ")}`;
  return spawn("script", ["--quiet", "--flush", "--return", "--command", inside, "/dev/null"], {
    cwd,
    env: { ...env, TERM: "xterm-256color" },
  });
}
