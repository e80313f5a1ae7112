import { constants } from "node:os";
import { visibleLines } from "../terminal/visible";

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
  process.once("uncaughtException", (error) => {
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
