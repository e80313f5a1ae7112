import type { Json } from "../../json";
import { branchesOf, type Flow } from "../definition";
import { endsExecution } from "../language/states-error";
import { beginning, Branch, type Checkpoint } from "../branch";
import type { Outcome, Step } from "../step";
import { Stopped } from "../stop";

/**
 * Runs every branch with the same input. Those that ended well before a redrive are not run again. When one fails the others are
 * stopped, and what they have begun goes on alone.
 *
 * @throws the error of the first that failed
 */
export async function parallel(step: Step): Promise<Outcome> {
  const { branch } = step;
  const { checkpoint, run } = branch;
  const input = await step.arguments();
  if (!checkpoint.inner) branch.write("ParallelStateStarted");
  let last = checkpoint.previousEventId;
  const flows = branchesOf(step.state);
  const inner = (checkpoint.inner ??= flows.map((flow) => beginning(flow, input, checkpoint.variables, last)));
  const stop = new AbortController();
  const signal = AbortSignal.any([branch.signal, stop.signal]);

  const one = async (flow: Flow, own: Checkpoint): Promise<Json> => {
    if (own.end) return own.end.output;
    const inside = new Branch(flow, own, signal, run);
    try {
      const output = await run.runFlow(inside);
      last = own.previousEventId;
      return output;
    } catch (error) {
      if (!signal.aborted) last = own.previousEventId;
      // In histories recorded from AWS a Task that ends its branch is aborted beside its failure.
      if (!signal.aborted && !endsExecution(error) && flow.States[own.state]?.Type === "Task")
        inside.note("TaskStateAborted");
      throw error;
    }
  };

  const running = flows.map((flow, index) => one(flow, inner[index] as Checkpoint));
  const outputs = await Promise.all(running).catch(async (error: unknown) => {
    stop.abort(new Stopped());
    await Promise.allSettled(running);
    checkpoint.previousEventId = last;
    if (!branch.signal.aborted && !endsExecution(error)) branch.write("ParallelStateFailed");
    throw error;
  });
  checkpoint.previousEventId = last;
  branch.note("ParallelStateSucceeded");
  return step.ended(outputs, { result: outputs });
}
