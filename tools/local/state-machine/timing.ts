import { isObject, type Json, type JsonObject } from "../json";
import { statesOf, type State } from "./definition";

/** How long a shortened Wait state, and the pause before a retry, last here. */
const shortPauseMs = 300;

/** Timers of JavaScript reach 2^31 milliseconds, about 24 days; a longer one would fire at once. */
const longestTimerSeconds = 2_147_483;

/**
 * Pauses made short, unless `realTime`. Nothing else about an execution changes.
 *
 * @returns what the interpreter takes as overrides
 */
export function shortenedPauses(definition: JsonObject, realTime: boolean) {
  const pausesOf = (paused: (state: State) => boolean): Record<string, number> =>
    Object.fromEntries(
      statesOf(definition)
        .filter(([, state]) => !realTime && paused(state))
        .map(([name]) => [name, shortPauseMs]),
    );
  return {
    waitTimeOverrides: pausesOf(({ Type }) => Type === "Wait"),
    retryIntervalOverrides: pausesOf((state) => "Retry" in state),
  };
}

/**
 * A definition with the timeouts that AWS would apply: the interpreter stops a Task state that names none after a minute,
 * where Step Functions lets it run, and takes timers only as long as JavaScript's.
 */
export const withTimeouts = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withTimeouts);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withTimeouts(child)]));
  return isTimed(value) ? { ...inner, TimeoutSeconds: timeoutSeconds(value) } : inner;
};

const isTimed = (value: JsonObject): boolean =>
  typeof value["TimeoutSeconds"] === "number" ||
  (value["Type"] === "Task" && value["TimeoutSecondsPath"] === undefined);

const timeoutSeconds = ({ TimeoutSeconds }: JsonObject): number =>
  Math.min(typeof TimeoutSeconds === "number" ? TimeoutSeconds : longestTimerSeconds, longestTimerSeconds);
