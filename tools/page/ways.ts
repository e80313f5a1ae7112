import { innerOf, type Definition } from "./definition";
import type { StateEvent } from "./state-events";

/** True when an execution went from one state to the other. */
export type Went = (from: string, to: string) => boolean;

/**
 * Finds the ways that an execution took: from each state to the next one entered in the same branch, and in the same item
 * of a Map.
 */
export function waysOf(definition: Definition, events: readonly StateEvent[]): Went {
  const branches = branchesIn(definition);
  const last = new Map<string, string>();
  const ways = new Set<string>();
  for (const { state, index } of events.filter(({ event }) => event === "StateEntered")) {
    const place = JSON.stringify([branches.findIndex((branch) => branch.has(state)), index]);
    ways.add(JSON.stringify([last.get(place), state]));
    last.set(place, state);
  }
  return (from, to) => ways.has(JSON.stringify([from, to]));
}

/** The names of states that can follow each other: those of the state machine itself, and of each part inside a state. */
const branchesIn = ({ States }: Definition): ReadonlySet<string>[] => [
  new Set(Object.keys(States)),
  ...Object.values(States).flatMap(innerOf).flatMap(branchesIn),
];
