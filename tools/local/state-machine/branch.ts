import type { HistoryEventType } from "@aws-sdk/client-sfn";
import type { DenialOf } from "../iam/iam";
import type { JsonObject, Json } from "../json";
import type { Flow } from "./definition";
import type { MapRun } from "./distributed-map/map-run";
import type { Integrations } from "./integrations/integration";
import type { Details, History } from "./history";
import { Stopped } from "./stop";

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

/** Services as the states of an execution call them. */
export interface Caller {
  readonly integrations: Integrations;
  /** The refusals of the state machine's role. @default it may do everything */
  readonly denialOf?: DenialOf;
}

/** Services that all branches of an execution share. */
export interface Run extends Required<Caller> {
  readonly region: string;
  readonly log: History;
  /** The context object but for what is of a single state. */
  readonly context: () => JsonObject;
  /** Length of a Wait state or of the pause before a retry: milliseconds. */
  readonly pauseMs: (seconds: number) => number;
  /** Begins the Map Run of a Distributed Map. @param flow the states of an item's execution */
  readonly startMapRun: (label: string, flow: Flow) => MapRun;
  readonly runFlow: (branch: Branch) => Promise<Json>;
}

/** A branch of an execution: the state machine itself or a branch of a Parallel state. */
export class Branch {
  /** @param signal of its stop from outside, whose reason is Stopped */
  constructor(
    readonly flow: Flow,
    readonly checkpoint: Checkpoint,
    readonly signal: AbortSignal,
    readonly run: Run,
  ) {}

  /** Writes an event that the branch's next one follows. @throws Stopped when the branch has ended */
  write(type: HistoryEventType, details?: Details): number {
    const id = this.note(type, details);
    this.checkpoint.previousEventId = id;
    return id;
  }

  /** Writes an event beside: the branch's next one follows the same as this one. @throws Stopped when the branch has ended */
  note(type: HistoryEventType, details?: Details): number {
    this.signal.throwIfAborted();
    const id = this.run.log.write(this.checkpoint.previousEventId, type, details);
    if (id === undefined) throw new Stopped();
    return id;
  }

  /** Writes that the branch was ended from outside. */
  abort(type: HistoryEventType): void {
    this.run.log.write(this.checkpoint.previousEventId, type);
  }
}
