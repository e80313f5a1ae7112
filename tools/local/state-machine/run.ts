import type { DenialOf } from "../iam/iam";
import type { JsonObject, Json } from "../json";
import type { Flow } from "./definition";
import type { MapRun } from "./distributed-map/map-run";
import type { Integrations } from "./integrations/integration";
import type { Thread } from "./history";

/**
 * Progress of a branch of an execution: a redrive goes on from here, at the state that has not been left.
 */
export interface Checkpoint {
  /** The event that the branch's next one follows. */
  previousEventId: number;
  /** The state that is next, or on its way. */
  state: string;
  input: Json;
  variables: JsonObject;
  /** The event by which the state was entered; undefined before. */
  enteredEventId?: number | undefined;
  /** Time at which the state was entered, ISO 8601 UTC. */
  enteredTime?: string;
  /** Of a Parallel state, once it was begun: its branches. */
  inner?: Checkpoint[] | undefined;
  /** Of a Distributed Map, once it was begun. */
  mapRun?: MapRun | undefined;
  /** Once the branch has ended well: what it gave. */
  end?: { readonly output: Json };
}

/** A branch that begins. */
export const beginning = (
  { StartAt }: Flow,
  input: Json,
  variables: JsonObject,
  previousEventId: number,
): Checkpoint => ({
  state: StartAt,
  input,
  variables,
  previousEventId,
});

/** Services that all branches of an execution share. */
export interface Run {
  readonly region: string;
  readonly integrations: Integrations;
  /** The refusals of the state machine's role. */
  readonly denialOf: DenialOf;
  /** The context object but for what is of a single state. */
  readonly context: () => JsonObject;
  /** Length of a Wait state or of the pause before a retry: milliseconds. */
  readonly pauseMs: (seconds: number) => number;
  /** Begins the Map Run of a Distributed Map. @param flow the states of an item's execution */
  readonly startMapRun: (label: string, flow: Flow) => MapRun;
  readonly runFlow: (branch: Branch) => Promise<Json>;
}

/** A branch of an execution: the state machine itself or a branch of a Parallel state. */
export interface Branch {
  readonly flow: Flow;
  readonly checkpoint: Checkpoint;
  readonly thread: Thread;
  readonly run: Run;
}
