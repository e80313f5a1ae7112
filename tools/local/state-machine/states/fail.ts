import type { Json } from "../../json";
import { runtimeError, StatesError } from "../language/states-error";
import type { Outcome, Step } from "../step";

/** Ends the branch with the state's Error and Cause. @throws StatesError always */
export async function fail({ state, query, scope }: Step): Promise<Outcome> {
  const [error, cause] = [await query.field(state, "Error", scope), await query.field(state, "Cause", scope)];
  throw new StatesError(text("Error", error), text("Cause", cause));
}

function text(field: string, value: Json | undefined): string {
  if (value !== undefined && typeof value !== "string")
    throw runtimeError(`The ${field} of a Fail state must be a string but was: ${JSON.stringify(value)}`);
  return value ?? "";
}
