import { isObject, type Json } from "../../json";
import { runtimeError } from "../language/states-error";

/** Service call behind a Task state's `Resource`: takes the state's parameters, answers its result or throws a StatesError. */
export type Integration = (parameters: Json) => Promise<Json> | Json;

/** @throws StatesError `States.Runtime` when there is a parameter that is not passed on here */
export function checkParameters(integration: string, parameters: Json, known: readonly string[]): void {
  const foreign = Object.keys(isObject(parameters) ? parameters : {}).filter((name) => !known.includes(name));
  if (foreign.length > 0)
    throw runtimeError(`${integration} has no parameter ${foreign.join(", ")}, as far as it is run here`);
}
