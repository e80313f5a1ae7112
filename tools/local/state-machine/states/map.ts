import type { Json, JsonObject } from "../../json";
import { isDistributed, processorOf } from "../definition";
import { endsExecution } from "../language/states-error";
import { beginning } from "../run";
import { noList, wholeNumber, withContext, type Outcome, type Step } from "../step";
import { distributedMap } from "../distributed-map/distributed-map";
import { sideBySide, type Branches } from "./side-by-side";

/** Iterations of an inline Map at once. Developer guide, "Using Map state in Inline mode". */
const mostIterations = 40;

/** Runs the same states for each item of a list. */
export const map = (step: Step): Promise<Outcome> =>
  isDistributed(step.state) ? distributedMap(step) : inlineMap(step);

async function inlineMap(step: Step): Promise<Outcome> {
  const { state, query, scope, branch, name } = step;
  const { checkpoint, thread } = branch;
  const items = await query.items(state, scope);
  if (!Array.isArray(items)) throw noList(items);
  const concurrency = (await wholeNumber(step, "MaxConcurrency")) ?? 0;
  if (!checkpoint.inner) thread.write("MapStateStarted", { mapStateStartedEventDetails: { length: items.length } });
  const started = thread.place.previousEventId;
  const flow = processorOf(state);
  const outputs = await sideBySide(step, {
    count: items.length,
    concurrency: Math.min(concurrency || mostIterations, mostIterations),
    branch: async (index) => {
      const map = itemContext(index, items[index] as Json);
      const begun = checkpoint.inner?.[index];
      const input = begun ? null : await query.selected(state, withContext(step, map).scope, items[index] as Json);
      return {
        flow,
        checkpoint: begun ?? beginning(flow, input, checkpoint.variables, started),
        queryLanguage: branch.queryLanguage,
        map,
      };
    },
    told: told(name),
  }).catch((error: unknown) => {
    if (!thread.stop.isStopped && !endsExecution(error)) thread.write("MapStateFailed");
    throw error;
  });
  thread.note("MapStateSucceeded");
  return query.output(state, scope, outputs);
}

/** The context object's part about an item. */
const itemContext = (index: number, value: Json): JsonObject => ({
  Map: { Item: { Index: index, Value: value } },
});

/** An iteration's own events. That of a failure lies beside: the Map's failure follows what failed. */
const told = (name: string): NonNullable<Branches["told"]> => ({
  started: (index, thread) => {
    thread.write("MapIterationStarted", { mapIterationStartedEventDetails: { name, index } });
  },
  succeeded: (index, thread) => {
    thread.write("MapIterationSucceeded", { mapIterationSucceededEventDetails: { name, index } });
  },
  failed: (index, thread) => {
    thread.note("MapIterationFailed", { mapIterationFailedEventDetails: { name, index } });
  },
  aborted: (index, thread) => {
    thread.abort("MapIterationAborted", { mapIterationAbortedEventDetails: { name, index } });
  },
});
