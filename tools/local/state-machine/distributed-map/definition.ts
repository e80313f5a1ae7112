import { isObject, type Json, type JsonObject } from "../../json";

/** A Map state in distributed mode. */
export interface DistributedMap {
  readonly name: string;
  readonly state: DistributedMapState;
  /** The states that it lies in, the outermost first. */
  readonly within: readonly string[];
}

/** As far as it is looked into. */
export interface DistributedMapState {
  readonly ItemReader: {
    readonly Resource: string;
    readonly ReaderConfig?: JsonObject;
    readonly Parameters: JsonObject;
  };
  readonly ItemSelector?: JsonObject;
  readonly ItemProcessor: { readonly StartAt: string; readonly States: JsonObject };
  readonly MaxConcurrency?: number;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailurePercentage?: number;
  readonly ToleratedFailurePercentagePath?: string;
  readonly ResultWriter?: { readonly Resource: string; readonly Parameters: JsonObject };
}

const isDistributed = (state: JsonObject): boolean => {
  const processor = state["ItemProcessor"];
  const config = isObject(processor) ? processor["ProcessorConfig"] : undefined;
  return isObject(config) && config["Mode"] === "DISTRIBUTED";
};

const statesIn = (machine: Json | undefined): [string, JsonObject][] =>
  isObject(machine) ? Object.entries((machine["States"] ?? {}) as Readonly<Record<string, JsonObject>>) : [];

const machinesIn = (state: JsonObject): Json[] =>
  [state["ItemProcessor"], state["Iterator"], ...((state["Branches"] ?? []) as Json[])].filter(
    (machine) => machine !== undefined,
  );

/** The Distributed Maps of a definition, wherever they are but for inside of one another. */
export const distributedMaps = (definition: Json, within: readonly string[] = []): DistributedMap[] =>
  statesIn(definition).flatMap(([name, state]) =>
    isDistributed(state)
      ? [{ name, state: state as unknown as DistributedMapState, within }]
      : machinesIn(state).flatMap((machine) => distributedMaps(machine, [...within, name])),
  );

/** What a Map state has in common with the Task state that stands in for it. */
const kept: ReadonlySet<string> = new Set([
  "Catch",
  "Comment",
  "End",
  "InputPath",
  "Next",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Retry",
]);

const asTask = (state: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(state).filter(([field]) => kept.has(field))),
  Type: "Task",
  Resource: "arn:aws:states:::states:distributedMap",
});

/** The same definition with a Task state in place of each Distributed Map, which the interpreter does not know. */
export const withoutDistributedMaps = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutDistributedMaps);
  if (!isObject(value)) return value;
  if (isDistributed(value)) return asTask(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutDistributedMaps(inner)]));
};
