import { AsyncLocalStorage } from "node:async_hooks";
import fc from "./seeded";
import { taskNameOf } from "../../tools/faults/intercept";
import { ConnectionLost } from "../../tools/local/http/exchange";
import { AwsError } from "../../tools/local/http/aws-answers";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import type { SimulatedRun } from "./simulated/simulated-run";
import { pause } from "./simulated/simulated-time";
import { callsInInvocation } from "../../handlers/run-task";
import { functionTimeoutSeconds } from "../../workflow/deadline";

type Options = ConstructorParameters<typeof SimulatedRun>[0];
type RunTaskRequest = Parameters<NonNullable<Options["refusal"]>>[0];
type Faults = NonNullable<Options["faults"]>;

const noGroup = "The security group 'sg-1' does not exist (ErrorCode: InvalidGroup.NotFound)";

/** Answers of ECS to the first calls of RunTask for an entry; those for good to all of them. */
const refusals = {
  none: {},
  capacity: { reason: "Capacity is unavailable at this time. Please try again later or in a different zone" },
  memory: { reason: "RESOURCE:MEMORY" },
  throttling: { error: new AwsError("ThrottlingException", "Rate exceeded") },
  throttledLookup: {
    error: new AwsError(
      "InvalidParameterException",
      "Error retrieving subnet information for [subnet-1]: Rate exceeded",
    ),
  },
  serverFault: { error: new AwsError("ServerException", "Service Unavailable. Please try again later.") },
  serverFaultAfterTheStart: { error: new AwsError("ServerException", "Internal failure"), starts: true },
  forGood: {
    error: new AwsError(
      "InvalidParameterException",
      `Error retrieving security group information for [sg-1]: ${noGroup}`,
    ),
    isForGood: true,
  },
} as const satisfies Record<
  string,
  { readonly reason?: string; readonly error?: AwsError; readonly starts?: boolean; readonly isForGood?: boolean }
>;

/** A refusal of RunTask, and how often it comes. */
export const refusal = fc.record({
  kind: fc.constantFrom(...(Object.keys(refusals) as (keyof typeof refusals)[])),
  /** More in a row than one invocation of a function makes calls for an entry. */
  times: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.constant(callsInInvocation)),
});

/**
 * What goes wrong with a call: it fails before it takes effect; its answer is lost, and the client makes it again or not; nobody waits
 * for it any longer, while it goes on; or it hangs.
 */
const callMishaps = ["fails", "answerLost", "madeTwice", "abandoned", "hangs"] as const;

/** Time for which a call hangs: seconds, less than a state waits for it. */
const hangSeconds = 50;

/** Chances of mishaps besides. */
export const mishaps = fc.record({
  /** Calls that go wrong after so many that go well. */
  calls: fc.array(fc.record({ after: fc.integer({ min: 0, max: 6 }), how: fc.constantFrom(...callMishaps) }), {
    maxLength: 20,
  }),
  /** Invocations of functions that die at one of their calls, before or after it takes effect, after so many that do not. */
  deaths: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 3 }),
      atCall: fc.integer({ min: 1, max: 12 }),
      isLost: fc.boolean(),
    }),
    { maxLength: 5 },
  ),
  /** An apply comes after so many invocations. */
  redeployAfter: fc.integer({ min: 1, max: 8 }),
});
export type Refusal = typeof refusal extends fc.Arbitrary<infer Value> ? Value : never;
export type Mishaps = typeof mishaps extends fc.Arbitrary<infer Value> ? Value : never;

/** Refuses entries, each as often as its chance says. @param refusalOf the chance of an entry by its name */
export function refusing(
  refusalOf: (taskName: string) => Refusal | undefined,
): Required<Pick<Options, "refusal" | "intercept">> {
  const left = new Map<string, number>();
  const next = (input: RunTaskRequest) => {
    const taskName = taskNameOf(input) ?? "";
    const chance = refusalOf(taskName);
    if (!chance) return undefined;
    const times = left.get(taskName) ?? chance.times;
    const kind: { reason?: string; error?: AwsError; starts?: boolean; isForGood?: boolean } = refusals[chance.kind];
    if (times === 0 && !kind.isForGood) return undefined;
    return { ...kind, count: () => left.set(taskName, Math.max(times - 1, 0)) };
  };
  const intercept: Intercept = async ({ operation, input }, proceed) => {
    const hit = operation === "RunTask" ? next(input as RunTaskRequest) : undefined;
    if (!hit?.error) return proceed();
    hit.count();
    if (hit.starts) await proceed();
    throw hit.error;
  };
  return {
    intercept,
    refusal: (input) => {
      const hit = next(input);
      if (hit?.reason) hit.count();
      return hit?.reason;
    },
  };
}

/** Has calls of the monitor fail from so many seconds on, for longer than a state machine makes them again. */
export const monitorFailing = (seconds: number): Faults => {
  const from = Date.now() + seconds * 1_000;
  return ({ operation }, proceed) => {
    const isFailing = operation === "monitor" && Date.now() >= from && Date.now() < from + 420_000;
    return isFailing ? Promise.reject(new ConnectionLost()) : proceed();
  };
};

/** An invocation of a function. */
interface Invocation {
  readonly death: Mishaps["deaths"][number] | undefined;
  readonly die: () => void;
  calls: number;
  isDead: boolean;
}

/** An invocation that ended before its work was done. */
class ExitError extends Error {
  override readonly name = "Runtime.ExitError";
}

const never = (): Promise<never> => new Promise(() => undefined);

/** Has nothing answered to a function whose time is over. */
async function silenceOf({ isDead }: Invocation): Promise<void> {
  if (isDead) await never();
}

/**
 * Lets the mishaps happen. What a function has begun when it dies is not undone, and nothing that it calls later is answered.
 *
 * @param redeploy brings an apply about
 */
export function unlucky(chance: Mishaps, redeploy: () => void): Faults {
  const [lost, deaths] = [[...chance.calls], [...chance.deaths]];
  let [calls, invocations, sinceDeath] = [0, 0, 0];
  const current = new AsyncLocalStorage<Invocation>();

  const nextDeath = () => {
    sinceDeath += 1;
    if (!deaths[0] || sinceDeath <= deaths[0].after) return undefined;
    sinceDeath = 0;
    return deaths.shift();
  };

  const invoked = (proceed: () => Promise<unknown>) =>
    new Promise<unknown>((resolve, reject) => {
      const die = () => {
        invocation.isDead = true;
        reject(new ExitError("Runtime exited with error: signal: killed"));
      };
      const invocation: Invocation = { death: nextDeath(), die, calls: 0, isDead: false };
      const timeout = setTimeout(die, functionTimeoutSeconds * 1_000);
      const work = () =>
        proceed().finally(() => {
          clearTimeout(timeout);
        });
      current.run(invocation, () => void work().then(resolve, reject));
    });

  /** A call by a function, which may be its last. */
  const calledBy = async (invocation: Invocation, proceed: () => Promise<unknown>) => {
    if (invocation.isDead) return never();
    invocation.calls += 1;
    const { death } = invocation;
    if (death?.atCall !== invocation.calls) {
      try {
        return await proceed();
      } finally {
        await silenceOf(invocation);
      }
    }
    invocation.isDead = true;
    if (death.isLost) await proceed().catch(() => undefined);
    invocation.die();
    return never();
  };

  return async ({ service, operation }, proceed) => {
    const invocation = current.getStore();
    if (service === "lambda" && (invocations += 1) === chance.redeployAfter) redeploy();
    const act = () =>
      service === "lambda" ? invoked(proceed) : invocation ? calledBy(invocation, proceed) : proceed();
    calls += 1;
    const [next] = lost;
    if (!next || calls <= next.after) return act();
    calls = 0;
    lost.shift();
    if (next.how === "hangs") {
      if (service !== "lambda") await pause(hangSeconds);
      return act();
    }
    // A client that asks for a task makes no call twice: with no answer to the first, ECS's refusal of the second would be all that is known.
    if (next.how === "madeTwice" && operation !== "RunTask") {
      await act();
      return act();
    }
    if (next.how === "answerLost" || next.how === "madeTwice") await act();
    if (next.how === "abandoned") void act().catch(() => undefined);
    throw new ConnectionLost();
  };
}
