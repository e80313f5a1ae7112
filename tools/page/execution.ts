import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Run } from "./model";

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
}

/** An execution's history, by state. */
export interface ExecutionSummary {
  /** By name; a state that was never entered is not in it. */
  readonly states: ReadonlyMap<string, StateSummary>;
  /** True when the execution went from one state to the other. */
  readonly went: (from: string, to: string) => boolean;
}

/** One time that a state was entered, as it stands after the events read so far. */
interface Visit {
  readonly state: string;
  /** `Map`, `Parallel`, `Task`, … */
  readonly type: string;
  /** The visit of the Parallel state that it lies in. */
  readonly within?: Visit | undefined;
  /** `failed` between a failed attempt and what follows it: another attempt, a Catch, or the end. */
  outcome: Outcome;
  retries: number;
  error?: string | undefined;
  /** True once it was left. */
  isLeft: boolean;
  /** True of a Map or Parallel state whose own failure was told. */
  isSettled: boolean;
}

/** Outcome of a visit that was never left, by the execution's status. */
const unfinished: Readonly<Partial<Record<Run["executionStatus"], Outcome>>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "cancelled",
  ABORTED: "cancelled",
};

/**
 * Tells from the history of an execution what became of each state. Most events tell where they belong only through the one
 * before. AWS has no events for Retry and Catch: what is tried again after it failed was retried, and what is left after it
 * failed was caught.
 *
 * @param history all pages of GetExecutionHistory, oldest first
 */
export function summarize(history: readonly HistoryEvent[], status: Run["executionStatus"]): ExecutionSummary {
  const visits: Visit[] = [];
  const visitAt = new Map<number, Visit>();
  const ways = new Set<string>();
  for (const event of history) {
    const before = visitAt.get(event.previousEventId ?? 0);
    const visit = event.stateEnteredEventDetails ? visitOf(event, before) : visitAfter(event, before, visits);
    if (!visit) continue;
    visitAt.set(event.id ?? 0, visit);
    if (!event.stateEnteredEventDetails) continue;
    visits.push(visit);
    if (before?.isLeft) ways.add(wayOf(before.state, visit.state));
  }
  for (const visit of visits) if (visit.outcome === "inProgress") visit.outcome = unfinished[status] ?? "inProgress";
  return { states: statesOf(visits), went: (from, to) => ways.has(wayOf(from, to)) };
}

const wayOf = (from: string, to: string): string => JSON.stringify([from, to]);

function visitOf({ type, stateEnteredEventDetails }: HistoryEvent, before: Visit | undefined): Visit {
  const opens = before && !before.isLeft && /^(Map|Parallel)$/.test(before.type);
  return {
    state: stateEnteredEventDetails?.name ?? "",
    type: String(type).replace("StateEntered", ""),
    within: opens ? before : before?.within,
    outcome: "inProgress",
    retries: 0,
    isLeft: false,
    isSettled: false,
  };
}

/** The visit that an event belongs to, with its effect; undefined before any state was entered. Most events have none. */
function visitAfter(event: HistoryEvent, before: Visit | undefined, visits: readonly Visit[]): Visit | undefined {
  const { type = "", stateExitedEventDetails, evaluationFailedEventDetails } = event;
  // An evaluation that failed names its state, and may follow the event before that was entered.
  const evaluated = evaluationFailedEventDetails?.state;
  const visit = evaluated === undefined ? before : visits.findLast(({ state }) => state === evaluated);
  if (visit === undefined) return undefined;
  if (type.endsWith("StateExited")) {
    const left = outwards(visit, stateExitedEventDetails?.name);
    return Object.assign(left, { outcome: left.outcome === "failed" ? "caughtError" : "succeeded", isLeft: true });
  }
  if (/^(Map|Parallel)StateFailed$/.test(type)) {
    // What failed within may be a Fail state here, too.
    fail(visit, event);
    const container = containerOf(event, visit);
    fail(container, event);
    return Object.assign(container, { isSettled: true });
  }
  if (/^((Map|Parallel)StateStarted|(Task|Activity|LambdaFunction)Scheduled)$/.test(type)) {
    if (visit.outcome === "failed") visit.retries += 1;
    Object.assign(visit, { outcome: "inProgress", isSettled: false });
  }
  // In AWS it follows what failed elsewhere, and does not say which state it is.
  if (type.endsWith("StateAborted") && visit.outcome !== "failed") visit.outcome = "cancelled";
  // Whatever an execution that ran out of time was at is no failure of its own.
  if (/Failed$|(?<!^Execution)TimedOut$/.test(type)) fail(visit, event);
  return visit;
}

/** The visit of a state of this name: this one, or one that it lies in. */
function outwards(inner: Visit, state: string | undefined): Visit {
  for (let visit: Visit | undefined = inner; visit; visit = visit.within) if (visit.state === state) return visit;
  return inner;
}

/** The Map or Parallel state whose failure an event tells, which does not name it. */
function containerOf({ type }: HistoryEvent, before: Visit): Visit {
  const isOwn = before.within === undefined || (String(type).startsWith(before.type) && !before.isSettled);
  return isOwn ? before : before.within;
}

/** An end that comes of a failure which is known already is no further one. */
function fail(visit: Visit, event: HistoryEvent): void {
  if (visit.outcome === "failed") return;
  const { type = "" } = event;
  // Each type of event has its details in an attribute of its own, named after it.
  const attribute = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  const details = (event as unknown as Readonly<Record<string, { readonly error?: string } | undefined>>)[attribute];
  Object.assign(visit, { outcome: "failed", error: details?.error });
}

function statesOf(visits: readonly Visit[]): Map<string, StateSummary> {
  const names = new Set(visits.map(({ state }) => state));
  return new Map(
    [...names].map((name) => {
      const visited = visits.filter(({ state }) => state === name);
      const error = visited.findLast((visit) => visit.error !== undefined)?.error;
      const summary = {
        outcome: outcomes.find((outcome) => visited.some((visit) => visit.outcome === outcome)) ?? "notReached",
        visits: visited.length,
        retries: visited.reduce((sum, { retries }) => sum + retries, 0),
        ...(error !== undefined && { error }),
      };
      return [name, summary];
    }),
  );
}
