import type { Deployment } from "../../workflow/deployment";
import { executionTimeoutSeconds, type Definition, type State } from "../asl";
import { monitorLoop, monitorLoopStart } from "../monitor-loop";
import { recordRuns, recordStarts } from "../records";
import { checkStart, checkStates, type Pattern3Defaults } from "./checks";
import { countStart, countStates } from "./count";
import { launchAndWatch, launchEnded } from "./launch";
import { deadlinePassed } from "./watch";

export interface Pattern3DefinitionProps extends Pattern3Defaults {
  readonly monitorArn: string;
  readonly clusterArn: string;
  readonly deployment: Deployment;
}

const handOver = (more: object): State => ({
  Type: "Pass",
  Parameters: {
    iterator: { "workflowName.$": "$.spec.workflowName", "workflowRunId.$": "$.spec.workflowRunId", ...more },
  },
  Next: monitorLoopStart,
});

/**
 * Pattern 3: as pattern 2, for lists in S3 that no state could hold. A Distributed Map gives each entry an execution of its
 * own, which launches its task.
 */
export const pattern3Definition = (props: Pattern3DefinitionProps): Definition => {
  const { deployment, clusterArn, monitorArn, maxTimeoutSeconds } = props;
  return {
    Comment: "Starts a list of ECS tasks that lies in S3 and follows them to their end",
    StartAt: checkStart,
    TimeoutSeconds: executionTimeoutSeconds(maxTimeoutSeconds),
    States: {
      ...checkStates(deployment, props, recordStarts),
      ...recordRuns(deployment, "LaunchAndWatch"),
      ...launchAndWatch(deployment, clusterArn, monitorArn, countStart),
      ...countStates(deployment, "CheckLaunchEnd"),
      CheckLaunchEnd: {
        Type: "Choice",
        Choices: [launchEnded, deadlinePassed].map((end) => ({
          Variable: "$.launchEnd.Error",
          StringEquals: end,
          Next: "HandOverToMonitor",
        })),
        Default: "HandOverFailedLaunch",
      },
      HandOverToMonitor: handOver({}),
      HandOverFailedLaunch: handOver({
        "launchError.$": "States.Format('{}: {}', $.launchEnd.Error, $.launchEnd.Cause)",
      }),
      ...monitorLoop(monitorArn),
    },
  };
};
