import { textOf, type JsonObject, type Json } from "../../json";
import { distributedMap } from "../distributed-map/distributed-map";
import { isNamed, StatesError, endsExecution } from "../language/states-error";
import { pause, Stopped } from "../stop";
import { task } from "./task";
import { branchesOf, type Flow } from "../definition";
import { Branch, type Outcome } from "../branch";
import { beginning, type Checkpoint } from "../checkpoint";

type Perform = (branch: Branch) => Promise<Outcome>;

/** Amazon States Language, "Errors": what a retrier leaves out. */
const defaults = { MaxAttempts: 3, IntervalSeconds: 1, BackoffRate: 2 };

/** A retrier of a state, as far as it is looked into. */
interface Retrier extends Readonly<Partial<typeof defaults>> {
  readonly ErrorEquals: readonly string[];
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

/**
 * Tries again as the state's retriers say, each by a count of its own, until the last error, which its catchers may catch. A redrive
 * counts anew.
 */
const withRetry =
  (attempt: Perform): Perform =>
  async (branch) => {
    const retriers = (branch.state["Retry"] ?? []) as unknown as readonly Retrier[];
    const attempts = new Map<Retrier, number>();
    for (let retryCount = 0; ; retryCount += 1) {
      branch.checkpoint.retryCount = retryCount;
      try {
        return await attempt(branch);
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        const retrier = retriers.find(({ ErrorEquals }) => isNamed(ErrorEquals, error.name));
        const before = (retrier && attempts.get(retrier)) ?? 0;
        if (!retrier || before >= (retrier.MaxAttempts ?? defaults.MaxAttempts)) return caught(branch, error);
        attempts.set(retrier, before + 1);
        await pause(branch.run.pauseMs(delaySeconds(retrier, before)), branch.signal);
        Object.assign(branch.checkpoint, { inner: undefined, mapRun: undefined });
      }
    }
  };

/** An error that the state catches leads to the state that is named for it. @throws the error when it catches none like it */
async function caught(branch: Branch, error: StatesError): Promise<Outcome> {
  const catchers = (branch.state["Catch"] ?? []) as readonly JsonObject[];
  const catcher = catchers.find(({ ErrorEquals }) => isNamed(ErrorEquals as readonly string[], error.name));
  if (!catcher) throw error;
  const errorOutput = { Error: error.name, Cause: error.message };
  return { ...(await branch.ended(errorOutput, { errorOutput }, catcher)), next: textOf(catcher["Next"]) };
}

function delaySeconds({ JitterStrategy, MaxDelaySeconds = Infinity, ...retrier }: Retrier, before: number): number {
  const { IntervalSeconds, BackoffRate } = { ...defaults, ...retrier };
  const delay = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
  return JitterStrategy === "FULL" ? Math.random() * delay : delay;
}

/** Passes its input on, or its `Output`. */
const pass = (branch: Branch): Promise<Outcome> => branch.ended(branch.input);

/** Ends the branch with the state's Error and Cause. @throws StatesError always */
async function fail(branch: Branch): Promise<Outcome> {
  const [error, cause] = [await branch.typed("Error", "string"), await branch.typed("Cause", "string")];
  throw new StatesError(error ?? "", cause ?? "");
}

/**
 * Leads to the state of the first rule that holds, or to the default. A rule's own Output counts, that of the state only for the
 * default.
 *
 * @throws StatesError `States.NoChoiceMatched`
 */
async function choice(branch: Branch): Promise<Outcome> {
  const { Choices, Default } = branch.state;
  for (const rule of Choices as readonly JsonObject[])
    if ((await branch.typed("Condition", "boolean", rule)) === true)
      return { ...(await branch.ended(branch.input, {}, rule)), next: textOf(rule["Next"]) };
  if (Default === undefined)
    throw new StatesError("States.NoChoiceMatched", "No choice rule holds, and there is no Default.");
  return { ...(await pass(branch)), next: textOf(Default) };
}

/** Waits as long as `Seconds` says; however long that is here, the field is always evaluated. */
async function wait(branch: Branch): Promise<Outcome> {
  const { run, signal } = branch;
  await pause(run.pauseMs((await branch.wholeNumber("Seconds")) ?? 0), signal);
  return pass(branch);
}

/** Behaviour of each type of state. Amazon States Language, "State types". */
export const stateTypes: Readonly<Partial<Record<string, Perform>>> = {
  Choice: choice,
  Fail: fail,
  Map: withRetry(distributedMap),
  Parallel: withRetry(parallel),
  Pass: pass,
  Succeed: pass,
  Task: withRetry(task),
  Wait: wait,
};

/**
 * Runs every branch with the same input. Those that ended well before a redrive are not run again. When one fails the others are
 * stopped, and what they have begun goes on alone.
 *
 * @throws the error of the first that failed
 */
async function parallel(branch: Branch): Promise<Outcome> {
  const { checkpoint, run } = branch;
  if (!checkpoint.inner) branch.write("ParallelStateStarted");
  let last = checkpoint.previousEventId;
  const flows = branchesOf(branch.state);
  const inner = (checkpoint.inner ??= flows.map((flow) => beginning(flow, branch.input, last)));
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
  return branch.ended(outputs, { result: outputs });
}
