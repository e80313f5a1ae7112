import { textOf, type Json } from "../../json";
import { errorDetails, outputDetails, type Thread } from "../history";
import { payloadText, StatesError } from "../language/states-error";
import { argumentsOf, ended, wholeNumber, type Outcome, type Step } from "../step";
import { longestTimerMs, type Stop } from "../stop";

/** E.g. `arn:aws:states:::ecs:runTask`, `arn:aws:states:::aws-sdk:ecs:runTask`. */
function called(arn: string): { readonly resourceType: string; readonly resource: string } {
  const parts = arn.split(":").slice(5);
  return { resourceType: parts.slice(0, -1).join(":"), resource: parts.at(-1) ?? "" };
}

interface Limits {
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
}

async function limitsOf(step: Step): Promise<Limits> {
  const timeoutInSeconds = await wholeNumber(step, "TimeoutSeconds");
  const heartbeatInSeconds = await wholeNumber(step, "HeartbeatSeconds");
  return {
    ...(timeoutInSeconds === undefined ? {} : { timeoutInSeconds }),
    ...(heartbeatInSeconds === undefined ? {} : { heartbeatInSeconds }),
  };
}

/**
 * Calls a service, once.
 *
 * @throws StatesError as the service's error is named, `States.Timeout`, `States.HeartbeatTimeout`, `States.DataLimitExceeded`
 */
export async function task(step: Step): Promise<Outcome> {
  const { state, branch, name } = step;
  const { run, thread } = branch;
  const resource = called(textOf(state["Resource"]));
  const limits = await limitsOf(step);
  const given = await argumentsOf(step);
  const parameters = payloadText(given, `The input of ${name}`);
  thread.write("TaskScheduled", {
    taskScheduledEventDetails: { ...resource, region: run.region, parameters, ...limits },
  });
  thread.write("TaskStarted", { taskStartedEventDetails: resource });
  const result = await answer(step, resource, given, limits);
  return ended(step, result, { result });
}

/** Calls the service, and writes its success or failure. */
async function answer(step: Step, resource: ReturnType<typeof called>, given: Json, limits: Limits): Promise<Json> {
  const { state, branch, name } = step;
  const { run, thread } = branch;
  const call = run.integrations[textOf(state["Resource"])];
  if (!call) throw new Error(`${textOf(state["Resource"])} cannot be run here`);
  try {
    const { timeoutInSeconds, heartbeatInSeconds } = limits;
    // Nothing that is called here sends heartbeats.
    const beating = within(Promise.resolve(call(given)), heartbeatInSeconds, "States.HeartbeatTimeout", thread.stop);
    const result = await within(beating, timeoutInSeconds, "States.Timeout", thread.stop);
    const output = outputDetails(result, `The output of ${name}`);
    thread.write("TaskSucceeded", { taskSucceededEventDetails: { ...resource, ...output } });
    return result;
  } catch (error) {
    if (error instanceof StatesError) writeFailure(thread, error, resource);
    throw error;
  }
}

const timeouts: ReadonlySet<string> = new Set(["States.Timeout", "States.HeartbeatTimeout"]);

function writeFailure(thread: Thread, error: StatesError, resource: ReturnType<typeof called>): void {
  const details = { ...resource, ...errorDetails(error) };
  if (timeouts.has(error.name)) thread.write("TaskTimedOut", { taskTimedOutEventDetails: details });
  else thread.write("TaskFailed", { taskFailedEventDetails: details });
}

/** Waits for a call no longer than it may take; what was begun goes on alone. @throws StatesError when it takes longer */
async function within<Value>(
  work: Promise<Value>,
  seconds: number | undefined,
  errorName: "States.Timeout" | "States.HeartbeatTimeout",
  stop: Stop,
): Promise<Value> {
  if (seconds === undefined || seconds * 1_000 > longestTimerMs) return stop.race(work);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StatesError(errorName));
    }, seconds * 1_000);
  });
  return stop.race(Promise.race([work, late])).finally(() => {
    clearTimeout(timer);
  });
}
