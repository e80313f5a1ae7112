/**
 * One thing that happened to a state of an execution: what the page needs of a history, whoever kept it. The order of a
 * list of them is that in which they happened.
 */
export interface StateEvent {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly state: string;
  /** One of `StateEventName`; others say nothing to the page. */
  readonly event: string;
  /** Index of the item of a Map. */
  readonly index?: number;
  readonly error?: string;
  readonly cause?: string;
}

/** Events that the page understands. */
export type StateEventName =
  | "StateEntered"
  | "StateExited"
  /** An attempt failed. Retried or Caught may follow; otherwise the state has failed. */
  | "StateFailed"
  | "StateRetried"
  | "StateCaught"
  /** Ended from outside, because something else failed or a person stopped the execution. */
  | "StateAborted";
