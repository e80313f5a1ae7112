import { spawn, type ChildProcess } from "node:child_process";

/** Kills a process when standard input ends; it ends by SIGKILL alone, so that a Ctrl-C in the terminal does not end it first. */
const guard = 'trap "" INT HUP TERM; read _; kill -9 "$1"';

/**
 * Has a process end when this one does, even when this one is killed. It is killed, too: services that it would record its end
 * in are gone with this process.
 */
export function endWithThisProcess(child: ChildProcess): void {
  if (child.pid === undefined) return;
  const watching = spawn("/bin/sh", ["-c", guard, "sh", String(child.pid)], { stdio: ["pipe", "ignore", "ignore"] });
  child.once("exit", () => watching.kill("SIGKILL"));
}

const closeMs = 5_000;

/**
 * Starts a process that ends when this one does, even when this one is killed. Its output can be read, it has no input.
 *
 * @param environment is added to this process's own
 * @param cwd its working directory. @default this process's own
 */
export function startDependent(
  command: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  cwd?: string,
) {
  const child = spawn(command, parameters, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  endWithThisProcess(child);
  const ended = new Promise<unknown>((resolve) => child.once("exit", resolve).once("error", resolve));
  return {
    process: child,
    /** Ends it and waits for it: asks, and kills it when it has not ended after 5 s. */
    close: async (): Promise<void> => {
      child.kill();
      const killing = setTimeout(() => child.kill("SIGKILL"), closeMs);
      await ended;
      clearTimeout(killing);
    },
  };
}
