import type { RunStatus } from "../workflow/status";
import { invoke, iterator, jsonata, rule, type States } from "./asl";

/** The state in which the monitor loop begins. It needs a `MonitorEvent` as `iterator`. */
export const monitorLoopStart = "InvokeTaskMonitor";

/**
 * The end of both patterns: polls the monitor until every task is accounted for, then tells the truth about them.
 *
 * A monitor that fails for good fails the execution in `InvokeTaskMonitor`, uncaught on purpose: a redrive resumes there,
 * where after a Catch it would only repeat the Fail state.
 *
 * @param afterWait the state that follows each wait. @default the next poll
 */
export const monitorLoop = (monitorArn: string, afterWait = monitorLoopStart): States => ({
  [monitorLoopStart]: {
    ...invoke(monitorArn),
    Next: "CheckIfTasksCompleted",
  },
  CheckIfTasksCompleted: {
    Type: "Choice",
    Choices: [
      rule(`${iterator}.continue`, "WaitForECS"),
      rule(`${iterator}.status = "${"Completed" satisfies RunStatus}"`, "Done"),
    ],
    Default: "WorkflowFailed",
  },
  WaitForECS: { Type: "Wait", Seconds: jsonata(`${iterator}.waitSeconds`), Next: afterWait },
  Done: { Type: "Succeed" },
  WorkflowFailed: { Type: "Fail", Error: jsonata(`${iterator}.error`), Cause: jsonata(`${iterator}.cause`) },
});
