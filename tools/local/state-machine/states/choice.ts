import { textOf, type Json, type JsonObject } from "../../json";
import { ruleHolds } from "../language/choice";
import { StatesError } from "../language/states-error";
import type { Outcome, Step } from "../step";

/**
 * Leads to the state of the first rule that holds, or to the default.
 *
 * @throws StatesError `States.NoChoiceMatched`
 */
export async function choice(step: Step): Promise<Outcome> {
  const { state, query, scope } = step;
  const { Choices = [], Default } = state;
  const chosen = (await firstHolding(step, Choices as readonly JsonObject[])) ?? defaultRule(Default);
  if (!chosen) throw new StatesError("States.NoChoiceMatched", "No choice rule holds, and there is no Default.");
  return { ...(await query.chosen(chosen, state, scope)), next: textOf(chosen["Next"]) };
}

const defaultRule = (Default: Json | undefined): JsonObject | undefined =>
  Default === undefined ? undefined : { Next: Default };

async function firstHolding(step: Step, rules: readonly JsonObject[]): Promise<JsonObject | undefined> {
  for (const rule of rules) if (await holds(step, rule)) return rule;
  return undefined;
}

async function holds({ state, query, scope }: Step, rule: JsonObject): Promise<boolean> {
  if ("Condition" in rule) return (await query.field(rule, "Condition", scope)) === true;
  const { context, variables } = scope;
  // Of a Choice state no field but InputPath changes what its rules see.
  return ruleHolds(rule, { data: await query.arguments(state, scope), context, variables });
}
