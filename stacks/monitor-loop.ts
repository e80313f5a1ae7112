import { invoke, type States } from "./asl";

/** The state in which the monitor loop begins. It needs a `MonitorEvent` as `$.iterator`. */
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
    ...invoke(monitorArn, { "Payload.$": "$.iterator" }),
    Next: "CheckIfTasksCompleted",
  },
  CheckIfTasksCompleted: {
    Type: "Choice",
    Choices: [
      { Variable: "$.iterator.continue", BooleanEquals: true, Next: "WaitForECS" },
      { Variable: "$.iterator.status", StringEquals: "Completed", Next: "Done" },
    ],
    Default: "WorkflowFailed",
  },
  WaitForECS: { Type: "Wait", SecondsPath: "$.iterator.waitSeconds", Next: afterWait },
  Done: { Type: "Succeed" },
  WorkflowFailed: { Type: "Fail", ErrorPath: "$.iterator.error", CausePath: "$.iterator.cause" },
});
