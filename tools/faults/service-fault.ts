import type { HttpAnswer } from "../local/http/aws-answers";
import type { ServiceCall, ServiceInterceptor } from "../local/iam/service-call";

/** The caller, as the AWS SDK names itself. */
type Caller = "function" | "task" | "state machine";

/** The program that makes a call: `AWS_EXECUTION_ENV` is in the user agent of every SDK. */
export function callerOf({ headers }: Pick<ServiceCall, "headers">): Caller {
  const agent = `${String(headers["user-agent"])} ${String(headers["x-amz-user-agent"])}`;
  if (agent.includes("AWS_Lambda")) return "function";
  return agent.includes("AWS_ECS_FARGATE") ? "task" : "state machine";
}

/** Calls that are hit: the first `times` of those that are picked. */
export interface ServiceAim {
  /** @default every operation */
  readonly operations?: readonly string[];
  /** @default every call */
  readonly picks?: (call: ServiceCall) => boolean;
  /** @default each time */
  readonly times?: number;
}

/** Lets `act` stand in for the calls that are aimed at; all others proceed. */
export function aimedAt(
  { operations, picks = () => true, times = Infinity }: ServiceAim,
  act: ServiceInterceptor,
): ServiceInterceptor {
  let left = times;
  return (call, proceed) => {
    if (left === 0 || !(operations?.includes(call.operation) ?? true) || !picks(call)) return proceed();
    left -= 1;
    return act(call, proceed);
  };
}

/** Lets `act` stand in for the first call of each kind that `kind` tells apart; undefined is no kind. */
export function onceEach(kind: (call: ServiceCall) => string | undefined, act: ServiceInterceptor): ServiceInterceptor {
  const seen = new Set<string>();
  return (call, proceed) => {
    const key = kind(call);
    if (key === undefined || seen.has(key)) return proceed();
    seen.add(key);
    return act(call, proceed);
  };
}

/** Answers without doing anything. */
export const answering =
  (answer: (call: ServiceCall) => HttpAnswer): ServiceInterceptor =>
  (call) =>
    Promise.resolve(answer(call));
