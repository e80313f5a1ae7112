import type { Json } from "../json";
import type { Flow } from "./definition";
import type { MapRun } from "./distributed-map/map-run";

/**
 * Progress of a branch of an execution: a redrive goes on from here, at the state that has not been left.
 */
export interface Checkpoint {
  /** The event that the branch's next one follows. */
  previousEventId: number;
  /** The state that is next, or on its way. */
  state: string;
  input: Json;
  /** The event by which the state was entered; undefined before. */
  enteredEventId?: number | undefined;
  /** Time at which the state was entered, ISO 8601 UTC. */
  enteredTime?: string;
  /** Of a state that may be retried: its retries so far. */
  retryCount?: number | undefined;
  /** Of a Parallel state, once it was begun: its branches. */
  inner?: Checkpoint[] | undefined;
  /** Of a Distributed Map, once it was begun. */
  mapRun?: MapRun | undefined;
  /** Once the branch has ended well: what it gave. */
  end?: { readonly output: Json };
}

/** A branch that begins. */
export const beginning = ({ StartAt: state }: Flow, input: Json, previousEventId: number): Checkpoint => ({
  state,
  input,
  previousEventId,
});
