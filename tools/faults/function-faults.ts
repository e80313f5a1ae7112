import { ConnectionLost, chained } from "../local/http/exchange";
import type { FunctionName } from "../../modules/bundles/programs";
import type { Answer } from "../local/lambda/lambda-function";
import { died, type FaultRow, type FaultRows, type Injection, type Lab } from "./fault";
import type { InvokeHook } from "../local/hooks";
import { callerOf, onRunTask } from "./intercept";
import { largestSpec } from "./lab-workflow";
import { noSecurityGroup, startedThenDenied } from "./run-task-faults";
import { preloaded } from "./task-processes";

/** An early end of a function. */
interface Death {
  readonly program: FunctionName;
  /** At which of the calls that it makes: 1 for the first. */
  readonly atCall: number;
  /** True when that call takes effect. */
  readonly arrives: boolean;
  /** Number of invocations that end so. */
  readonly times: number;
  /** The error that the state machine receives. @default that the process exited */
  readonly answer?: Answer | undefined;
}

const timedOut: Answer = {
  error: { errorType: "Sandbox.Timedout", errorMessage: "RequestId: 1 Error: Task timed out after 300.00 seconds" },
};

/** Ends a function's process at one of its calls. @param isOver says when no more invocation is hit */
export function dying({ program, atCall, arrives, times, answer }: Death, isOver = () => false): Injection {
  let left = times;
  let current: { readonly call: Parameters<InvokeHook>[0]; made: number; died: boolean } | undefined;
  const strike = async <Answered>(
    call: Parameters<typeof callerOf>[0],
    proceed: () => Promise<Answered>,
  ): Promise<Answered> => {
    const struck = current;
    if (!struck || struck.died || left === 0 || isOver() || callerOf(call) !== "function") return proceed();
    struck.made += 1;
    if (struck.made !== atCall) return proceed();
    left -= 1;
    struck.died = true;
    if (arrives) await proceed();
    await struck.call.kill();
    throw new ConnectionLost();
  };
  const invoked: InvokeHook = async (call, proceed) => {
    const mine = { call, made: 0, died: false };
    current = mine;
    const answered = await proceed();
    current = undefined;
    return mine.died ? (answer ?? answered) : answered;
  };
  // One after the other: calls do not tell which invocation makes them, and one that nobody waits for may go on beside the next.
  let free: Promise<unknown> = Promise.resolve();
  return {
    ecs: (call, proceed) => strike(call, proceed),
    dynamodb: (call, proceed) => strike(call, proceed),
    invoke: (call, proceed) => {
      if (!call.name.endsWith(program)) return proceed();
      const turn = free.then(() => invoked(call, proceed));
      free = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** A function that dies at any of its first calls, before or after that took effect. */
const diesAnywhere = ({ random }: Lab, death: Pick<Death, "program" | "times" | "answer">, calls: number): Injection =>
  dying({ ...death, atCall: 1 + random.whole(calls), arrives: random.pick([true, false]) });

/** A launcher that dies once ECS has started the victim's task, and may start none after that. */
function diesThenDenied(lab: Lab): Injection {
  let launcher: Parameters<InvokeHook>[0] | undefined;
  return {
    invoke: (call, proceed) => {
      launcher = call;
      return proceed();
    },
    ecs: startedThenDenied(lab, async (_call, proceed) => {
      await proceed();
      await launcher?.kill();
      throw new ConnectionLost();
    }),
  };
}

/** A list of three is launched by eight calls. */
const launcherDies = (answer?: Answer): FaultRow => ({
  patterns: [1],
  inject: (lab) => diesAnywhere(lab, { program: "task-launcher", times: 2, answer }, 8),
});

/** A poll that settles a task makes about five calls. A task that dies without a word gives the monitor something to settle. */
const monitorDies = (answer?: Answer): FaultRow => ({
  ending: died,
  inject: (lab) => ({
    ...diesAnywhere(lab, { program: "task-monitor", times: 3, answer }, 5),
    launch: preloaded(lab.victim, "dies-at-once"),
  }),
});

/** Lambda API reference, Invoke, ResourceNotReadyException: what a call of a function in a VPC gets after weeks without one. */
const inactive: Answer = {
  error: {
    errorType: "Lambda.ResourceNotReadyException",
    errorMessage: "The function is inactive and its VPC connection is no longer available.",
  },
};

/** Answers the first `times` calls of each function so. */
function inactiveFor(times: number): Injection {
  const called = new Map<string, number>();
  return {
    invoke: ({ name }, proceed) => {
      const calls = (called.get(name) ?? 0) + 1;
      called.set(name, calls);
      return calls <= times ? Promise.resolve(inactive) : proceed();
    },
  };
}

/** From the second invocation on, functions know a revision that ECS does not. */
function anotherRevision(): Injection {
  let invocations = 0;
  return {
    invoke: (_call, proceed) => {
      invocations += 1;
      return proceed();
    },
    applied: (configuration) => {
      const { TASK_DEFINITION: before = "", ...environment } = configuration.environment;
      if (invocations === 0) return configuration;
      return { ...configuration, environment: { ...environment, TASK_DEFINITION: before.replace(/\d+$/, "99") } };
    },
  };
}

/** Faults of the Lambda functions. */
export const functionFaults: FaultRows = {
  "functions-inactive": { inject: () => inactiveFor(8) },
  "launcher-dies": launcherDies(),
  "launcher-dies-and-is-then-refused": { patterns: [1], job: "container", inject: diesThenDenied },
  "launcher-times-out": launcherDies(timedOut),
  "launcher-never-ends": {
    patterns: [1],
    ending: { hits: "all", reason: /^was not launched, since launching ended early: Runtime\.ExitError/ },
    inject: () => dying({ program: "task-launcher", times: Infinity, atCall: 2, arrives: true }),
  },
  "largest-spec-cannot-be-launched": {
    spec: largestSpec(),
    ending: {
      hits: "all",
      reason:
        /^was not launched, since launching ended early: Runtime\.ExitError|^could not be launched.*'sg-1' does not exist/,
    },
    inject: () => {
      const { ecs = chained([]), ...death } = dying({
        program: "task-launcher",
        times: Infinity,
        atCall: 2,
        arrives: true,
      });
      return { ...death, ecs: chained([ecs, onRunTask(noSecurityGroup)]) };
    },
  },
  "apply-while-it-launches": {
    // Room for two tasks: the launcher is called again for the others.
    account: { vcpus: 0.5 },
    inject: anotherRevision,
  },
  "launcher-never-begins": {
    patterns: [1],
    ending: "not begun",
    inject: () => dying({ program: "task-launcher", times: Infinity, atCall: 1, arrives: false }),
  },
  "monitor-dies": monitorDies(),
  "monitor-times-out": monitorDies(timedOut),
};
