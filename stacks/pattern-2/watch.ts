import type { RunStatus } from "../../workflow/status";
import { fail, invoke, iterator, jsonata, rule, sameInput, type States } from "../asl";

/** The state in which watching begins. */
export const watchStart = "StartWatching";

/** The error of an execution's launch that was still going on at the deadline. */
export const deadlinePassed = "DeadlinePassed";

/** A poll that failed is tried again so long after: seconds. */
const pauseSeconds = 60;

/**
 * Has the monitor look after the tasks while others are still being launched, which may take hours: tasks that died are
 * settled while ECS still knows why. It ends, as a failure, with the run's deadline.
 */
export const watchStates = (monitorArn: string): States => ({
  [watchStart]: {
    Type: "Pass",
    Output: {
      iterator: {
        workflowName: jsonata("$states.input.run.workflowName"),
        workflowRunId: jsonata("$states.input.run.workflowRunId"),
        launching: true,
        waitSeconds: pauseSeconds,
      },
    },
    Next: "WatchLaunch",
  },
  WatchLaunch: {
    ...invoke(monitorArn),
    // Launching goes on without a watcher: the monitor that comes after accounts for everything.
    Catch: [{ ErrorEquals: ["States.ALL"], Output: sameInput, Next: "WaitForLaunch" }],
    Next: "CheckDeadline",
  },
  CheckDeadline: {
    Type: "Choice",
    Choices: [
      // Otherwise all tasks have ended: launching does too, by itself.
      rule(`$not(${iterator}.continue) and ${iterator}.status = "${"Running" satisfies RunStatus}"`, "EndLaunch"),
    ],
    Default: "WaitForLaunch",
  },
  WaitForLaunch: { Type: "Wait", Seconds: jsonata(`${iterator}.waitSeconds`), Next: "WatchLaunch" },
  EndLaunch: fail(deadlinePassed, "The run's timeoutSeconds are over: nothing more is launched."),
});
