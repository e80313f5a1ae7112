import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/**
 * Runs a command, and ends it when standard input ends: when this process is gone, however it went. It has 5 s to end by itself:
 * a program that wants to record its end may wait for services that are gone, too.
 */
const script = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{
  cat <&3 >/dev/null
  kill $child 2>/dev/null
  tries=50
  while [ $tries -gt 0 ] && kill -0 $child 2>/dev/null; do sleep 0.1; tries=$((tries - 1)); done
  kill -9 $child 2>/dev/null
} &
ender=$!
wait $child
code=$?
kill $ender 2>/dev/null
exit $code
`;

/** A process that never outlives this one. */
interface DependentProcess {
  readonly process: ChildProcess;
  /** Ends it and waits for it. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a process that ends when this one does, even when this one is killed. Its output can be read, it has no input.
 *
 * @param environment is added to this process's own
 */
export function startDependent(
  command: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): DependentProcess {
  const child = spawn("/bin/sh", ["-c", script, "sh", command, ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  return {
    process: child,
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
