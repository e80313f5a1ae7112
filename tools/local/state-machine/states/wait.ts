import { textOf, type Json } from "../../json";
import { isTimestamp } from "../language/choice";
import { queryError } from "../language/jsonata";
import { runtimeError } from "../language/states-error";
import type { Outcome, Step } from "../step";
import { pause } from "../timing";

/** Waits as long as `Seconds` or until `Timestamp` says; however long that is here, the field is always evaluated. */
export async function wait(step: Step): Promise<Outcome> {
  const { state, query, scope, branch } = step;
  const seconds = await query.field(state, "Seconds", scope);
  const timestamp = await query.field(state, "Timestamp", scope);
  const wanted = timestamp === undefined ? checkedSeconds(step, seconds) : secondsUntil(step, timestamp);
  await pause(branch.run.pauseMs(wanted), branch.thread.stop);
  return query.passed(state, scope, undefined);
}

/** A field's fault, as recorded executions tell it. */
const fault = ({ state }: Step, field: string, what: string, value: Json | undefined): Error =>
  state[`${field}Path`] === undefined
    ? queryError(`The ${field} ${what}: ${JSON.stringify(value)}`, field)
    : runtimeError(`The ${field}Path parameter ${what}: ${textOf(state[`${field}Path`])} == ${JSON.stringify(value)}`);

function checkedSeconds(step: Step, value: Json | undefined): number {
  if (typeof value !== "number" || !Number.isInteger(value))
    throw fault(step, "Seconds", "cannot be parsed as a long value", value);
  if (value < 0) throw fault(step, "Seconds", "references a negative value", value);
  return value;
}

function secondsUntil(step: Step, value: Json): number {
  if (isTimestamp(value)) return Math.max(0, (Date.parse(value) - Date.now()) / 1_000);
  throw fault(step, "Timestamp", "does not reference a valid ISO-8601 extended offset date-time format string", value);
}
