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
      await Promise.resolve(close()).catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, "Not everything could be closed");
  }
}
