import type { StateEvent } from "./state-events";

/**
 * An event as GetExecutionHistory returns it, as far as it is read; `HistoryEvent` of `@aws-sdk/client-sfn` is one.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export interface AwsHistoryEvent {
  readonly timestamp: Date | undefined;
  readonly type: string | undefined;
  readonly id: number | undefined;
  readonly previousEventId?: number | undefined;
  readonly stateEnteredEventDetails?: { readonly name: string | undefined } | undefined;
  readonly mapIterationStartedEventDetails?: MapIteration | undefined;
  readonly mapIterationSucceededEventDetails?: MapIteration | undefined;
  readonly mapIterationFailedEventDetails?: MapIteration | undefined;
  readonly mapIterationAbortedEventDetails?: MapIteration | undefined;
}

interface MapIteration {
  readonly name?: string | undefined;
  readonly index?: number | undefined;
}

/** Place of an event in the execution, which most events tell only through the one before. */
interface Place {
  readonly state: string;
  /** The item of a Map, within one. */
  readonly index?: number | undefined;
  /** True between a failed attempt and what follows it: another attempt, a Catch, or the end. */
  readonly failed: boolean;
}

/** Place that an event names, or that of the one before. */
type Happening = Omit<StateEvent, "at" | "state" | "index"> & { readonly place?: Place };

interface Reading {
  readonly place: Place;
  readonly happenings: readonly Happening[];
}

/**
 * Tells the history of an execution in AWS as that of one here, for the page to draw. AWS has no events for Retry and
 * Catch: what is tried again after it failed was retried, and what is left after it failed was caught.
 *
 * @param history all pages of GetExecutionHistory, oldest first, of one execution
 */
export function stateEventsOf(history: readonly AwsHistoryEvent[]): StateEvent[] {
  const places = new Map<number, Place>();
  return history.flatMap((event) => {
    const before = places.get(event.previousEventId ?? 0) ?? { state: "", failed: false };
    const reading = rules.find(({ type }) => type.test(event.type ?? ""))?.read(event, before);
    const { place, happenings } = reading ?? { place: before, happenings: [] };
    places.set(event.id ?? 0, place);
    const at = (event.timestamp ?? new Date(0)).toISOString();
    return happenings.map(({ place: { state, index } = place, ...what }) => ({
      at,
      state,
      ...(index === undefined ? {} : { index }),
      ...what,
    }));
  });
}

interface Rule {
  readonly type: RegExp;
  readonly read: (event: AwsHistoryEvent, before: Place) => Reading;
}

/** The first whose type fits reads the event; events that fit none say nothing to the page. */
const rules: readonly Rule[] = [
  {
    type: /StateEntered$/,
    read: ({ stateEnteredEventDetails }, before) => ({
      place: { ...before, state: stateEnteredEventDetails?.name ?? "", failed: false },
      happenings: [{ event: "StateEntered" }],
    }),
  },
  {
    type: /StateExited$/,
    read: (_, before) => ({
      place: { ...before, failed: false },
      happenings: [...(before.failed ? [{ event: "StateCaught" }] : []), { event: "StateExited" }],
    }),
  },
  { type: /StateAborted$/, read: (_, place) => ({ place, happenings: [{ event: "StateAborted" }] }) },
  {
    type: /^MapIterationStarted$/,
    read: ({ mapIterationStartedEventDetails: item }, { state }) => ({
      place: { state: item?.name ?? state, index: item?.index ?? 0, failed: false },
      happenings: [],
    }),
  },
  // The end of an item leads back to its Map. What failed in it may be a Fail state, of which no other event tells.
  {
    type: /^MapIterationFailed$/,
    read: (event, before) => ({ place: mapOf(event, before), happenings: failure(event, before) }),
  },
  {
    type: /^MapIteration(Succeeded|Aborted)$/,
    read: (event, before) => ({ place: mapOf(event, before), happenings: [] }),
  },
  {
    type: /^(Task|Activity|LambdaFunction)Scheduled$|^(Map|Parallel)StateStarted$/,
    read: (_, before) => ({
      place: { ...before, failed: false },
      happenings: before.failed ? [{ event: "StateRetried" }] : [],
    }),
  },
  // Whatever an execution that ran out of time was at is no failure of its own.
  {
    type: /Failed$|(?<!^Execution)TimedOut$/,
    read: (event, before) => ({ place: { ...before, failed: true }, happenings: failure(event, before) }),
  },
];

const mapOf = (event: AwsHistoryEvent, { state }: Place): Place => ({
  state: detailsOf<MapIteration>(event)?.name ?? state,
  failed: false,
});

/** An end that comes of a failure which is known already is no further one. */
const failure = (event: AwsHistoryEvent, place: Place): Happening[] => {
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
const detailsOf = <Details>(event: AwsHistoryEvent): Details | undefined => {
  const { type = "" } = event;
  const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
  return (event as unknown as Readonly<Record<string, Details | undefined>>)[name];
};
