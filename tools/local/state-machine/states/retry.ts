import type { JsonObject } from "../../json";
import { isNamed, StatesError } from "../language/states-error";
import { withContext, type Outcome, type Step } from "../step";
import { pause } from "../timing";

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

/**
 * Tries again as the state's retriers say, each by a count of its own. A redrive counts anew.
 *
 * @throws the last error
 */
export async function withRetry(step: Step, attempt: (step: Step) => Promise<Outcome>): Promise<Outcome> {
  const { state, branch } = step;
  const retriers = (state["Retry"] ?? []) as unknown as readonly Retrier[];
  const attempts = new Map<Retrier, number>();
  for (let retryCount = 0; ; retryCount += 1)
    try {
      return await attempt(withContext(step, { State: { RetryCount: retryCount } } satisfies JsonObject));
    } catch (error) {
      const { name } = error as StatesError;
      const retrier =
        error instanceof StatesError ? retriers.find(({ ErrorEquals }) => isNamed(ErrorEquals, name)) : undefined;
      if (!retrier) throw error;
      const before = attempts.get(retrier) ?? 0;
      if (before >= (retrier.MaxAttempts ?? defaults.MaxAttempts)) throw error;
      attempts.set(retrier, before + 1);
      await pause(branch.run.pauseMs(delaySeconds(retrier, before)), branch.thread.stop);
      Object.assign(branch.checkpoint, { inner: undefined, mapRun: undefined });
    }
}

function delaySeconds({ JitterStrategy, MaxDelaySeconds = Infinity, ...retrier }: Retrier, before: number): number {
  const { IntervalSeconds, BackoffRate } = { ...defaults, ...retrier };
  const delay = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
  return JitterStrategy === "FULL" ? Math.random() * delay : delay;
}
