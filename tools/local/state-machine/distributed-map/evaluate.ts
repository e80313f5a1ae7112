import { StateMachine, type StateMachineDefinition } from "../engine";
import type { Json, JsonObject } from "../../json";
import type { DistributedMapState } from "./definition";

/** The fields of a Distributed Map that depend on its input, evaluated. */
export interface Evaluated {
  readonly reader: JsonObject;
  readonly writer: JsonObject;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
}

/** A field given as it is, or as a path. */
const either = (name: string, value: number | undefined, path: string | undefined, fallback: number): JsonObject =>
  path === undefined ? { [name]: value ?? fallback } : { [`${name}.$`]: path };

/** Evaluates by the interpreter itself: as the parameters of a Pass state. */
export async function evaluate(state: DistributedMapState, input: Json, context: object): Promise<Evaluated> {
  const { ItemReader, ResultWriter, MaxConcurrency, MaxConcurrencyPath } = state;
  const parameters = {
    reader: ItemReader.Parameters,
    writer: ResultWriter?.Parameters ?? {},
    // Without one AWS runs 10,000 at once, which no laptop does.
    ...either("maxConcurrency", MaxConcurrency, MaxConcurrencyPath, 40),
    ...either("toleratedFailurePercentage", state.ToleratedFailurePercentage, state.ToleratedFailurePercentagePath, 0),
  };
  const definition = { StartAt: "Evaluate", States: { Evaluate: { Type: "Pass", Parameters: parameters, End: true } } };
  const machine = new StateMachine(definition as unknown as StateMachineDefinition);
  const { result } = machine.run(input as never, { context } as never);
  return (await result) as unknown as Evaluated;
}
