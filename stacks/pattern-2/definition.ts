import type { Deployment } from "../../workflow/deployment";
import { executionTimeoutSeconds, type Definition } from "../asl";
import { monitorLoop, monitorLoopStart } from "../monitor-loop";
import { checkStart, checkStates } from "./checks";
import { recordStarts } from "../records";
import { launchStates } from "./launch";

export interface Pattern2DefinitionProps {
  readonly monitorArn: string;
  readonly clusterArn: string;
  readonly deployment: Deployment;
  /** The longest `timeoutSeconds` of a workflow, and its default. */
  readonly maxTimeoutSeconds: number;
}

/**
 * Pattern 2: the state machine itself checks the spec, records the run, starts the tasks in a Map and hands over to the
 * task monitor.
 */
export const pattern2Definition = (props: Pattern2DefinitionProps): Definition => ({
  Comment: "Starts a list of ECS tasks by native integration and follows them to their end",
  StartAt: checkStart,
  TimeoutSeconds: executionTimeoutSeconds(props.maxTimeoutSeconds),
  States: {
    ...checkStates(props.deployment, props.maxTimeoutSeconds, recordStarts),
    ...launchStates(props.deployment, props.clusterArn, "HandOverToMonitor"),
    HandOverToMonitor: {
      Type: "Pass",
      Parameters: {
        iterator: { "workflowName.$": "$.spec.workflowName", "workflowRunId.$": "$.spec.workflowRunId" },
      },
      Next: monitorLoopStart,
    },
    ...monitorLoop(props.monitorArn),
  },
});
