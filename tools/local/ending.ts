import { constants } from "node:os";
import type { Closers } from "./closers";

/** Tells what went wrong, without a trace. */
export const printError = (error: unknown): void => {
  console.error(error instanceof Error ? error.message : String(error));
};

/**
 * However this process ends, nothing is left running or lying about.
 *
 * @returns what ends it
 */
export function endWith(closers: Closers): (exitCode: number) => void {
  const end = (exitCode: number) => {
    void closers.close().finally(() => process.exit(exitCode));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      // A command that has done all but wait for this has its exit code already.
      end(Number(process.exitCode ?? 128 + constants.signals[signal]));
    });
  process.once("uncaughtException", (error) => {
    printError(error);
    end(1);
  });
  return end;
}
