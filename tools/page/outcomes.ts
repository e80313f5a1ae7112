import { innerOf, type Definition } from "./definition";
import type { StateEvent } from "./aws-history";

/** True when an execution went from one state to the other. */
type Went = (from: string, to: string) => boolean;

/** Status of an execution, as DescribeExecution returns it. */
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/**
 * Outcomes of a state, in the words of the Step Functions console; the gravest first. Of a state that was visited more
 * than once, the gravest counts.
 */
export const outcomes = ["failed", "inProgress", "cancelled", "caughtError", "succeeded", "notReached"] as const;
export type Outcome = (typeof outcomes)[number];

/** A state's part in an execution. */
export interface StateSummary {
  readonly outcome: Outcome;
  readonly visits: number;
  readonly retries: number;
  /** The last error in it, caught or not. */
  readonly error?: string;
  readonly cause?: string;
}

/** An execution's history, by state. */
export interface ExecutionSummary {
  /** By name; a state that was never entered is not in it. */
  readonly states: ReadonlyMap<string, StateSummary>;
  readonly went: Went;
}

interface Visit {
  readonly state: string;
  outcome: Outcome;
  retries: number;
  error?: string;
  cause?: string;
}

/** Effect of each type of event on the visit that it belongs to. */
const effects: Partial<Record<StateEvent["event"], (visit: Visit, event: StateEvent) => void>> = {
  StateFailed: (visit, { error, cause }) => {
    Object.assign(visit, { outcome: "failed", error, cause });
  },
  StateRetried: (visit) => {
    visit.outcome = "inProgress";
    visit.retries += 1;
  },
  StateCaught: (visit) => {
    visit.outcome = "caughtError";
  },
  StateAborted: (visit) => {
    visit.outcome = "cancelled";
  },
  StateExited: (visit) => {
    visit.outcome = visit.outcome === "caughtError" ? "caughtError" : "succeeded";
  },
};

/** Outcome of a visit that was never left, by the execution's status. */
const unfinished: Readonly<Record<ExecutionStatus, Outcome>> = {
  RUNNING: "inProgress",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "cancelled",
  ABORTED: "cancelled",
};

/** Tells from the events of an execution of `definition` what became of each state. */
export const summarize = (
  definition: Definition,
  events: readonly StateEvent[],
  status: ExecutionStatus,
): ExecutionSummary => ({ states: statesOf(visitsOf(events, status)), went: waysOf(definition, events) });

function visitsOf(events: readonly StateEvent[], status: ExecutionStatus): Visit[] {
  const visits: Visit[] = [];
  const open = new Map<string, Visit>();
  for (const event of events) {
    const { state } = event;
    if (event.event === "StateEntered") {
      const visit: Visit = { state, outcome: "inProgress", retries: 0 };
      visits.push(visit);
      open.set(state, visit);
    }
    const visit = open.get(state);
    if (visit) effects[event.event]?.(visit, event);
  }
  for (const visit of visits) if (visit.outcome === "inProgress") visit.outcome = unfinished[status];
  return visits;
}

function statesOf(visits: readonly Visit[]): Map<string, StateSummary> {
  const ofState = new Map<string, Visit[]>();
  for (const visit of visits) {
    const visited = ofState.get(visit.state);
    if (visited) visited.push(visit);
    else ofState.set(visit.state, [visit]);
  }
  return new Map([...ofState].map(([name, visited]) => [name, stateSummary(visited)]));
}

function stateSummary(visits: readonly Visit[]): StateSummary {
  const failure = visits.findLast(({ error }) => error !== undefined);
  return {
    outcome: outcomes.find((outcome) => visits.some((visit) => visit.outcome === outcome)) ?? "notReached",
    visits: visits.length,
    retries: visits.reduce((sum, { retries }) => sum + retries, 0),
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause }),
  };
}

/** Finds the ways that an execution took: from each state to the next one entered in the same branch. */
function waysOf(definition: Definition, events: readonly StateEvent[]): Went {
  const branches = branchesIn(definition);
  const last = new Map<number, string>();
  const ways = new Set<string>();
  for (const { state } of events.filter(({ event }) => event === "StateEntered")) {
    const branch = branches.findIndex((names) => names.has(state));
    ways.add(JSON.stringify([last.get(branch), state]));
    last.set(branch, state);
  }
  return (from, to) => ways.has(JSON.stringify([from, to]));
}

/** The names of states that can follow each other: those of the state machine itself, and of each part inside a state. */
const branchesIn = ({ States }: Definition): ReadonlySet<string>[] => [
  new Set(Object.keys(States)),
  ...Object.values(States).flatMap(innerOf).flatMap(branchesIn),
];
