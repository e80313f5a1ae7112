import { distributedMap } from "../distributed-map/distributed-map";
import { isNamed, StatesError } from "../language/states-error";
import { withContext, type Outcome, type Step } from "../step";
import { pause } from "../stop";
import { parallel } from "./parallel";
import { choice, fail, pass, wait } from "./simple";
import { task } from "./task";

type Perform = (step: Step) => Promise<Outcome>;

/** Amazon States Language, "Errors": what a retrier leaves out. */
const defaults = { MaxAttempts: 3, IntervalSeconds: 1, BackoffRate: 2 };

/** A retrier of a state, as far as it is looked into. */
interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: "FULL" | "NONE";
}

/** Tries again as the state's retriers say, each by a count of its own, until the last error. A redrive counts anew. */
const withRetry =
  (attempt: Perform): Perform =>
  async (step) => {
    const { state, branch } = step;
    const retriers = (state["Retry"] ?? []) as unknown as readonly Retrier[];
    const attempts = new Map<Retrier, number>();
    for (let retryCount = 0; ; retryCount += 1)
      try {
        return await attempt(withContext(step, { State: { RetryCount: retryCount } }));
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        const retrier = retriers.find(({ ErrorEquals }) => isNamed(ErrorEquals, error.name));
        const before = (retrier && attempts.get(retrier)) ?? 0;
        if (!retrier || before >= (retrier.MaxAttempts ?? defaults.MaxAttempts)) throw error;
        attempts.set(retrier, before + 1);
        await pause(branch.run.pauseMs(delaySeconds(retrier, before)), branch.thread.stop);
        Object.assign(branch.checkpoint, { inner: undefined, mapRun: undefined });
      }
  };

function delaySeconds({ JitterStrategy, MaxDelaySeconds = Infinity, ...retrier }: Retrier, before: number): number {
  const { IntervalSeconds, BackoffRate } = { ...defaults, ...retrier };
  const delay = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
  return JitterStrategy === "FULL" ? Math.random() * delay : delay;
}

/** Behaviour of each type of state. Amazon States Language, "State types". */
export const stepTypes: Readonly<Partial<Record<string, Perform>>> = {
  Choice: choice,
  Fail: fail,
  Map: withRetry(distributedMap),
  Parallel: withRetry(parallel),
  Pass: pass,
  Succeed: pass,
  Task: withRetry(task),
  Wait: wait,
};
