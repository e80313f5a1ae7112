import { limits } from "../../../workflow/limits";
import type { Json } from "../json";

/** An error as Retry, Catch and the execution's end see it: `Error` is the name, `Cause` the message. */
export class StatesError extends Error {
  /** Read by the interpreter, as is `isCatchable`. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  /** @param final true for the errors that neither Retry nor Catch get to see */
  constructor(
    override readonly name: string,
    cause: string,
    { final = false } = {},
  ) {
    super(cause);
    this.isRetryable = !final;
    this.isCatchable = !final;
  }
}

/**
 * Passes on what fits into a state's input or output.
 *
 * @throws StatesError `States.DataLimitExceeded`, which ends the execution
 */
export function withinPayloadLimit(value: Json, what: string): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value), "utf8");
  if (bytes <= limits.statePayloadBytes) return value;
  const cause = `${what} has ${bytes} bytes, a state takes at most ${limits.statePayloadBytes}`;
  throw new StatesError("States.DataLimitExceeded", cause, { final: true });
}
