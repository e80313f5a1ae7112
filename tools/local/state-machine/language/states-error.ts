import { limits } from "../../../../workflow/limits";
import type { Json } from "../../json";

/** An error as Retry, Catch and the execution's end see it: `name` is the Error, `message` the Cause. */
export class StatesError extends Error {
  constructor(
    override readonly name: string,
    cause = "",
  ) {
    super(cause);
  }
}

/**
 * True of an error that ends the execution where it happens: in histories recorded from AWS neither the state around it nor an
 * iteration is told to have failed.
 */
export const endsExecution = (error: unknown): boolean =>
  error instanceof StatesError && error.name === "States.Runtime";

/** An error of the Step Functions developer guide, "Error names", that a wildcard does not match. */
const unmatchedBy: Readonly<Record<string, readonly string[]>> = {
  // "always causes the execution to fail"; recorded: a Catch that names it does not see it either.
  "States.Runtime": ["States.ALL", "States.TaskFailed", "States.Runtime"],
  // "a terminal error that can't be caught by States.ALL". A recorded execution caught it so; the guide is followed.
  "States.DataLimitExceeded": ["States.ALL", "States.TaskFailed"],
  "States.Timeout": ["States.TaskFailed"],
  "States.HeartbeatTimeout": ["States.TaskFailed"],
};

const wildcards: readonly string[] = ["States.ALL", "States.TaskFailed"];

/** True when a Retry or Catch with `ErrorEquals` is for an error of this name. */
export const isNamed = (errorEquals: readonly string[], name: string): boolean =>
  errorEquals.some(
    (wanted) => (wanted === name || wildcards.includes(wanted)) && !(unmatchedBy[name] ?? []).includes(wanted),
  );

/**
 * The JSON text of a state's input or output. Its length in UTF-8 is limited: Step Functions quotas, "Maximum input or
 * output size for a task, state, or execution".
 *
 * @throws StatesError `States.DataLimitExceeded`
 */
export function payloadText(value: Json, what: string): string {
  const text = JSON.stringify(value);
  // A character has at most three bytes for each UTF-16 unit.
  if (text.length * 3 <= limits.statePayloadBytes) return text;
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes <= limits.statePayloadBytes) return text;
  throw new StatesError(
    "States.DataLimitExceeded",
    `${what} has ${bytes} bytes, a state takes at most ${limits.statePayloadBytes}.`,
  );
}
