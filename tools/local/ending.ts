import { constants, hostname, tmpdir } from "node:os";
import { visibleLines } from "../terminal/visible";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

type Close = () => Promise<void> | void;

/** Resources to close, last opened first. Closing twice does no harm. */
export class Closers {
  private readonly closes: Close[] = [];
  private closed = false;

  /** Once the others are closed, this one is at once. */
  add(close: Close): void {
    if (this.closed) void close();
    else this.closes.push(close);
  }

  /** @throws AggregateError when something could not be closed; everything else is closed all the same */
  async close(): Promise<void> {
    this.closed = true;
    const errors: unknown[] = [];
    for (let close = this.closes.pop(); close; close = this.closes.pop())
      await Promise.resolve()
        .then(close)
        .catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, "Not everything could be closed");
  }
}

/** Tells what went wrong, without a trace. */
export const printError = (error: unknown): void => {
  console.error(visibleLines(error instanceof Error ? error.message : String(error)));
};

/** Between two looks: milliseconds. */
const lookMs = 1_000;

/** Ends this process once npm is gone, which passes on no signal that was sent to it alone. */
function endWithParent(end: (exitCode: number) => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end(128 + constants.signals.SIGTERM);
  }, lookMs).unref();
}

/** Ends this process, and closes before, whatever ends it. @returns what ends it */
function endWith(closers: Closers): (exitCode: number) => void {
  let isEnding = false;
  const end = (exitCode: number) => {
    if (isEnding) return;
    isEnding = true;
    void closers.close().finally(() => process.exit(exitCode));
  };
  // Not once: on Ctrl-C both the terminal and npm send a signal, and the second must not end this process before it is done.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      // A command that has done all but wait for this has its exit code already.
      end(Number(process.exitCode ?? 128 + constants.signals[signal]));
    });
  // Not once either: what fails because something else is closed already must not end this process before all is.
  process.on("uncaughtException", (error) => {
    printError(error);
    end(1);
  });
  if (process.env["npm_lifecycle_event"] !== undefined) endWithParent(end);
  return end;
}

/** Does a command's work. However this process ends, nothing is left running or lying about; an error ends it. */
export async function closingAtEnd(work: (closers: Closers) => Promise<void>): Promise<void> {
  const closers = new Closers();
  const end = endWith(closers);
  await work(closers).catch((error: unknown) => {
    printError(error);
    end(1);
  });
}

/** Beginning of the folders' names; the machine is in it, since another one may see the same folder. Short: sockets lie in them. */
const prefix = `ecs-kit-${createHash("sha256").update(hostname()).digest("hex").slice(0, 8)}-`;

/** True while a process of this machine runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes the folders of processes that were killed, and had no time to. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

/** Makes a folder that is there until `closers` closes, or this process ends; if it is killed, until the next one makes one. */
export function temporaryFolder(closers: Closers): string {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  removeAtEnd(folder, closers);
  return folder;
}

/** Removes a folder when `closers` close or this process ends. */
export function removeAtEnd(folder: string, closers: Closers): void {
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  // For an end that leaves no time to close: what runs ends by itself when this process is gone.
  process.once("exit", remove);
  closers.add(() => {
    process.off("exit", remove);
    remove();
  });
}
