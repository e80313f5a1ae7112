import type { Json, JsonObject } from "../json";
import { statesOf } from "./definition";
import type { Integrations } from "./integrations";
import { withinPayloadLimit } from "./states-error";

/** A function in place of each Task state, by the state's name. */
export type TaskHandlers = Readonly<Record<string, (parameters: Json) => Promise<Json>>>;

/**
 * Makes a handler for every Task state: one left out would be called in AWS.
 *
 * @throws Error when a state's `Resource` cannot be run here, or two Task states share a name
 */
export function taskHandlers(definition: JsonObject, integrations: Integrations): TaskHandlers {
  const tasks = statesOf(definition).filter(([, { Type }]) => Type === "Task");
  const names = tasks.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`States of a state machine need names of their own: ${twice.join(", ")}`);
  return Object.fromEntries(tasks.map(([name, { Resource = "" }]) => [name, handler(name, Resource, integrations)]));
}

function handler(name: string, resource: string, integrations: Integrations) {
  const integration = integrations[resource];
  if (!integration)
    throw new Error(
      `State ${name} calls ${resource}, which cannot be run here. Known: ${Object.keys(integrations).join(", ")}`,
    );
  return async (parameters: Json): Promise<Json> =>
    withinPayloadLimit(
      await integration(withinPayloadLimit(parameters, `The input of ${name}`)),
      `The output of ${name}`,
    );
}
