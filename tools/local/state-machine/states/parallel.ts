import type { Json } from "../../json";
import { branchesOf, type Flow } from "../definition";
import { Thread } from "../history";
import { endsExecution } from "../language/states-error";
import { beginning, type Checkpoint } from "../run";
import { argumentsOf, ended, type Outcome, type Step } from "../step";
import { Stop } from "../stop";

/**
 * Runs every branch with the same input. Those that ended well before a redrive are not run again. When one fails the others are
 * stopped, and what they have begun goes on alone.
 *
 * @throws the error of the first that failed
 */
export async function parallel(step: Step): Promise<Outcome> {
  const { checkpoint, thread, run } = step.branch;
  const input = await argumentsOf(step);
  if (!checkpoint.inner) thread.write("ParallelStateStarted");
  let last = thread.place.previousEventId;
  const flows = branchesOf(step.state);
  const inner = (checkpoint.inner ??= flows.map((flow) => beginning(flow, input, checkpoint.variables, last)));
  const stop = new Stop(thread.stop);

  const one = async (flow: Flow, own: Checkpoint): Promise<Json> => {
    if (own.end) return own.end.output;
    const ownThread = new Thread(thread.history, own, stop);
    try {
      const output = await run.runFlow({ flow, checkpoint: own, thread: ownThread, run });
      last = own.previousEventId;
      return output;
    } catch (error) {
      if (!stop.isStopped) last = own.previousEventId;
      // In histories recorded from AWS a Task that ends its branch is aborted beside its failure.
      if (!stop.isStopped && !endsExecution(error) && flow.States[own.state]?.Type === "Task")
        ownThread.note("TaskStateAborted");
      throw error;
    }
  };

  const running = flows.map((flow, index) => one(flow, inner[index] as Checkpoint));
  const outputs = await Promise.all(running).catch(async (error: unknown) => {
    stop.stop();
    await Promise.allSettled(running);
    thread.place.previousEventId = last;
    if (!thread.stop.isStopped && !endsExecution(error)) thread.write("ParallelStateFailed");
    throw error;
  });
  thread.place.previousEventId = last;
  thread.note("ParallelStateSucceeded");
  return ended(step, outputs, { result: outputs });
}
