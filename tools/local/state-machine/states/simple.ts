import { textOf, type JsonObject } from "../../json";
import { StatesError } from "../language/states-error";
import { ended, typed, wholeNumber, type Outcome, type Step } from "../step";
import { pause } from "../stop";

/** Passes its input on, or its `Output`. */
export const pass = (step: Step): Promise<Outcome> => ended(step, step.scope.input);

/** Ends the branch with the state's Error and Cause. @throws StatesError always */
export async function fail(step: Step): Promise<Outcome> {
  const [error, cause] = [await typed(step, "Error", "string"), await typed(step, "Cause", "string")];
  throw new StatesError(error ?? "", cause ?? "");
}

/**
 * Leads to the state of the first rule that holds, or to the default. A rule's own Output and Assign count, those of the state only
 * for the default.
 *
 * @throws StatesError `States.NoChoiceMatched`
 */
export async function choice(step: Step): Promise<Outcome> {
  const { Choices, Default } = step.state;
  for (const rule of Choices as readonly JsonObject[])
    if ((await typed(step, "Condition", "boolean", rule)) === true)
      return { ...(await ended(step, step.scope.input, {}, rule)), next: textOf(rule["Next"]) };
  if (Default === undefined)
    throw new StatesError("States.NoChoiceMatched", "No choice rule holds, and there is no Default.");
  return { ...(await pass(step)), next: textOf(Default) };
}

/** Waits as long as `Seconds` says; however long that is here, the field is always evaluated. */
export async function wait(step: Step): Promise<Outcome> {
  const { run, thread } = step.branch;
  await pause(run.pauseMs((await wholeNumber(step, "Seconds")) ?? 0), thread.stop);
  return pass(step);
}
