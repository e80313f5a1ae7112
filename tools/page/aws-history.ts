import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** One thing that happened to a state of an execution. */
export interface StateEvent {
  readonly state: string;
  readonly event:
    | "StateEntered"
    | "StateExited"
    /** An attempt failed. Retried or Caught may follow; otherwise the state has failed. */
    | "StateFailed"
    | "StateRetried"
    | "StateCaught"
    /** Ended from outside, because something else failed or a person stopped the execution. */
    | "StateAborted";
  readonly error?: string;
  readonly cause?: string;
}

/** Place of an event in the execution, which most events tell only through the one before. */
interface Place {
  readonly state: string;
  /** `Map`, `Parallel`, `Task`, … */
  readonly type: string;
  /** The Parallel state that it lies in. */
  readonly within?: Place | undefined;
  /** True of a Parallel state whose branches begin after it. */
  readonly opens?: boolean;
  /** True between a failed attempt and what follows it: another attempt, a Catch, or the end. */
  readonly failed: boolean;
  /** True of a Map or Parallel state whose own failure was told. */
  readonly settled?: boolean | undefined;
}

/** Part of a reading: what happened to a state, by default that of the place. */
type Happening = Omit<StateEvent, "state"> & { readonly place?: Place };

interface Reading {
  readonly place: Place;
  readonly happenings: readonly Happening[];
}

const nowhere: Place = { state: "", type: "", failed: false };

/**
 * Reads the history of an execution for the page to draw. AWS has no events for Retry and Catch: what is tried again after
 * it failed was retried, and what is left after it failed was caught.
 *
 * @param history all pages of GetExecutionHistory, oldest first, of one execution
 */
export function stateEventsOf(history: readonly HistoryEvent[]): StateEvent[] {
  const places = new Map<number, Place>();
  const entered = new Map<string, Place>();
  return history.flatMap((event) => {
    const { state: evaluated } = event.evaluationFailedEventDetails ?? {};
    // An evaluation that failed names its state, and may follow the event before that was entered.
    const before = entered.get(evaluated ?? "") ?? places.get(event.previousEventId ?? 0) ?? nowhere;
    const reading = rules.find(({ type }) => type.test(event.type ?? ""))?.read(event, before);
    const { place, happenings } = reading ?? { place: before, happenings: [] };
    places.set(event.id ?? 0, place);
    if (event.stateEnteredEventDetails) entered.set(place.state, place);
    return happenings.map(({ place: { state } = place, ...what }) => ({ state, ...what }));
  });
}

interface Rule {
  readonly type: RegExp;
  readonly read: (event: HistoryEvent, before: Place) => Reading;
}

/** The first whose type fits reads the event; events that fit none say nothing to the page. */
const rules: readonly Rule[] = [
  {
    type: /StateEntered$/,
    read: (event, before) => ({ place: enteredFrom(event, before), happenings: [{ event: "StateEntered" }] }),
  },
  {
    type: /StateExited$/,
    read: ({ stateExitedEventDetails }, before) => {
      const place = placeOf(stateExitedEventDetails?.name, before);
      const caught: Happening[] = place.failed ? [{ event: "StateCaught" }] : [];
      return {
        place: { ...place, opens: false, failed: false },
        happenings: [...caught, { event: "StateExited" }],
      };
    },
  },
  // In AWS it follows what failed elsewhere, and does not say which state it is.
  {
    type: /StateAborted$/,
    read: (_, place) => ({ place, happenings: place.failed ? [] : [{ event: "StateAborted" }] }),
  },
  {
    type: /^(Map|Parallel)StateStarted$/,
    read: (_, before) => ({
      place: { ...before, opens: true, failed: false, settled: false },
      happenings: retried(before),
    }),
  },
  {
    type: /^(Task|Activity|LambdaFunction)Scheduled$/,
    read: (_, before) => ({ place: { ...before, failed: false }, happenings: retried(before) }),
  },
  // What failed within may be a Fail state here, too.
  {
    type: /^(Map|Parallel)StateFailed$/,
    read: (event, before) => {
      const place = containerOf(event, before);
      const inner = place === before ? [] : failure(event, before);
      return { place: { ...place, failed: true, settled: true }, happenings: [...inner, ...failure(event, place)] };
    },
  },
  // Whatever an execution that ran out of time was at is no failure of its own.
  {
    type: /Failed$|(?<!^Execution)TimedOut$/,
    read: (event, before) => ({ place: { ...before, failed: true }, happenings: failure(event, before) }),
  },
];

const retried = ({ failed }: Place): Happening[] => (failed ? [{ event: "StateRetried" }] : []);

function enteredFrom({ type, stateEnteredEventDetails }: HistoryEvent, before: Place): Place {
  const { opens, within } = before;
  return {
    state: stateEnteredEventDetails?.name ?? "",
    type: String(type).replace("StateEntered", ""),
    within: opens ? { ...before, opens: false } : within,
    failed: false,
  };
}

/** The place of a state of this name: the one before, or one that it lies in. */
function placeOf(state: string | undefined, before: Place): Place {
  for (let place: Place | undefined = before; place; place = place.within)
    if (place.state === state || state === undefined) return place;
  return { ...nowhere, state: state ?? "" };
}

/** The Map or Parallel state whose failure an event tells, which does not name it. */
function containerOf({ type }: HistoryEvent, before: Place): Place {
  const isOwn = before.within === undefined || (String(type).startsWith(before.type) && !before.settled);
  return isOwn ? before : before.within;
}

/** An end that comes of a failure which is known already is no further one. */
const failure = (event: HistoryEvent, place: Place): Happening[] => {
  if (place.failed || place.state === "") return [];
  const { error, cause } = detailsOf<{ readonly error?: string; readonly cause?: string }>(event) ?? {};
  return [
    {
      event: "StateFailed",
      place,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    },
  ];
};

// Each type of event has its details in an attribute of its own, named after it.
const detailsOf = <Details>(event: HistoryEvent): Details | undefined => {
  const { type = "" } = event;
  const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return (event as unknown as Readonly<Record<string, Details | undefined>>)[name];
};
