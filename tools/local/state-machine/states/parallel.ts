import { branchesOf } from "../definition";
import { endsExecution } from "../language/states-error";
import { beginning } from "../run";
import type { Outcome, Step } from "../step";
import { sideBySide } from "./side-by-side";

/** Runs every branch with the same input; one that fails ends the others. */
export async function parallel(step: Step): Promise<Outcome> {
  const { state, query, scope, branch } = step;
  const { checkpoint, thread } = branch;
  const input = await query.arguments(state, scope);
  if (!checkpoint.inner) thread.write("ParallelStateStarted");
  const started = thread.place.previousEventId;
  const flows = branchesOf(state);
  const outputs = await sideBySide(step, {
    count: flows.length,
    concurrency: flows.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- a Map's take their time
    branch: async (index) => {
      const flow = flows[index] as (typeof flows)[number];
      const begun = checkpoint.inner?.[index] ?? beginning(flow, input, checkpoint.variables, started);
      return { flow, checkpoint: begun, queryLanguage: branch.queryLanguage, map: branch.map };
    },
  }).catch((error: unknown) => {
    if (!thread.stop.isStopped && !endsExecution(error)) thread.write("ParallelStateFailed");
    throw error;
  });
  thread.note("ParallelStateSucceeded");
  return query.output(state, scope, outputs);
}
