import type { Branch, Outcome } from "../branch";
import { textOf, type Json } from "../../json";
import { errorDetails, outputDetails } from "../history";
import { payloadText, StatesError } from "../language/states-error";
import { atLimit, race } from "../stop";

/** E.g. `arn:aws:states:::ecs:runTask`, `arn:aws:states:::aws-sdk:ecs:runTask`. */
function called(arn: string): { readonly resourceType: string; readonly resource: string } {
  const parts = arn.split(":").slice(5);
  return { resourceType: parts.slice(0, -1).join(":"), resource: parts.at(-1) ?? "" };
}

/**
 * Calls a service, once.
 *
 * @throws StatesError as the service's error is named, `States.Timeout`, `States.DataLimitExceeded`
 */
export async function task(branch: Branch): Promise<Outcome> {
  const { state, name } = branch;
  const resource = called(textOf(state["Resource"]));
  const timeoutInSeconds = await branch.wholeNumber("TimeoutSeconds");
  const [given = branch.input] = [await branch.field("Arguments")];
  const parameters = payloadText(given, `The input of ${name}`);
  const limit = timeoutInSeconds === undefined ? {} : { timeoutInSeconds };
  branch.write("TaskScheduled", {
    taskScheduledEventDetails: { ...resource, region: branch.run.region, parameters, ...limit },
  });
  branch.write("TaskStarted", { taskStartedEventDetails: resource });
  let result: Json;
  try {
    result = await within(branch.callService(state, given), timeoutInSeconds, branch.signal);
    const output = outputDetails(result, `The output of ${name}`);
    branch.write("TaskSucceeded", { taskSucceededEventDetails: { ...resource, ...output } });
  } catch (error) {
    if (error instanceof StatesError) writeFailure(branch, error, resource);
    throw error;
  }
  return branch.ended(result, { result });
}

function writeFailure(branch: Branch, error: StatesError, resource: ReturnType<typeof called>): void {
  const details = { ...resource, ...errorDetails(error) };
  if (error.name === "States.Timeout") branch.write("TaskTimedOut", { taskTimedOutEventDetails: details });
  else branch.write("TaskFailed", { taskFailedEventDetails: details });
}

/** Waits for a call no longer than it may take; what was begun goes on alone. @throws StatesError `States.Timeout` */
async function within(work: Promise<Json>, seconds: number | undefined, signal: AbortSignal): Promise<Json> {
  let clear: () => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    clear = atLimit(seconds, () => {
      reject(new StatesError("States.Timeout"));
    });
  });
  return race(Promise.race([work, late]), signal).finally(clear);
}
