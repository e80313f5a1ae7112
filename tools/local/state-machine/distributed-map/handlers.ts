import { StateMachine, type StateMachineDefinition } from "../engine";
import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "../../json";
import type { Integrations } from "../integrations";
import type { TaskHandlers } from "../task-handlers";
import { withTimeouts } from "../timing";
import { distributedMaps, type DistributedMap, type DistributedMapState } from "./definition";
import type { Child } from "./map-run";
import type { MapRuns } from "./map-runs";

interface Context {
  readonly Execution: { readonly Id: string; readonly Name: string };
}

export interface MapHandlersProps {
  readonly mapRuns: MapRuns;
  /** The context object of the execution. */
  readonly context: Context;
  readonly integrations: Integrations;
  /** What the interpreter takes for each state, those inside of the Maps too. */
  readonly overrides: object;
}

const selectorName = "ItemSelector";

/** The execution of one item: its input is made first, by the interpreter. */
function childDefinition({ ItemProcessor, ItemSelector }: DistributedMapState): JsonObject {
  const input = ItemSelector ? { Parameters: ItemSelector } : { InputPath: "$$.Map.Item.Value" };
  return {
    StartAt: selectorName,
    States: { [selectorName]: { Type: "Pass", ...input, Next: ItemProcessor.StartAt }, ...ItemProcessor.States },
  };
}

const childOf = ({ Id }: Context["Execution"], mapName: string): Context["Execution"] => {
  const Name = randomUUID();
  return { Id: `${Id.split(":").slice(0, -1).join(":")}/${mapName}:${Name}`, Name };
};

function handler(map: DistributedMap, props: MapHandlersProps): (input: Json) => Promise<Json> {
  const { mapRuns, context, integrations, overrides } = props;
  const definition = withTimeouts(childDefinition(map.state)) as unknown as StateMachineDefinition;
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const startChild = (input: Json, Item: object): Child => {
    const childContext = { ...context, Execution: childOf(context.Execution, map.name), Map: { Item } };
    const run = machine.run(input as never, { context: childContext, overrides });
    return { result: run.result, abort: run.abort };
  };
  return (input) => mapRuns.run({ map, context, integrations, startChild }, input);
}

/** A function in place of each Distributed Map, by the state's name. */
export const mapHandlers = (definition: JsonObject, props: MapHandlersProps): TaskHandlers =>
  Object.fromEntries(distributedMaps(definition).map((map) => [map.name, handler(map, props)]));
