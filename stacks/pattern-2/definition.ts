import type { Deployment } from "../../workflow/deployment";
import type { Job } from "../../workflow/job";
import { executionTimeoutSeconds, jsonata, rule, type Definition, type State } from "../asl";
import { monitorLoop, monitorLoopStart } from "../monitor-loop";
import { checkStart, checkStates, type Pattern2Defaults } from "./checks";
import { countStart, countStates } from "./count";
import { launchAndWatch, launchEnded } from "./launch";
import { recordRun, recordRunStart } from "./records";
import { deadlinePassed } from "./watch";

interface Pattern2DefinitionProps extends Pattern2Defaults {
  readonly monitorArn: string;
  readonly clusterArn: string;
  readonly deployment: Deployment;
  /** @default the copy of an object */
  readonly job?: Job | undefined;
}

/** Ids alone, and why launching ended where it did not come to an end of its own. */
const handOver: State = {
  Type: "Pass",
  Output: {
    iterator: jsonata(`($end := $states.input.launchEnd; $merge([
{"workflowName": $states.input.run.workflowName, "workflowRunId": $states.input.run.workflowRunId},
$end.Error in ${JSON.stringify([launchEnded, deadlinePassed])} ? {} : {"launchError": $end.Error & ": " & $end.Cause}]))`),
  },
  Next: monitorLoopStart,
};

/**
 * Pattern 2: the state machine itself checks the spec, records the run and starts the tasks, each in an execution of its own
 * that a Distributed Map makes. Once the run is recorded, every way leads to the monitor.
 */
export const pattern2Definition = (props: Pattern2DefinitionProps): Definition => {
  const { deployment, clusterArn, monitorArn, maxTimeoutSeconds, retentionDays, job } = props;
  const context = { pattern: 2, deployment, maxTimeoutSeconds, job } as const;
  const recorded = { ...deployment, retentionDays, maxTimeoutSeconds };
  return {
    QueryLanguage: "JSONata",
    Comment: "Starts a list of ECS tasks by native integration and follows them to their end",
    StartAt: checkStart,
    TimeoutSeconds: executionTimeoutSeconds(maxTimeoutSeconds),
    States: {
      ...checkStates(context, props, recordRunStart),
      ...recordRun(recorded, "LaunchAndWatch"),
      ...launchAndWatch(context, recorded, clusterArn, monitorArn, "CheckIfCounted"),
      CheckIfCounted: {
        Type: "Choice",
        Choices: [rule("$exists($states.input.spec.taskList)", "HandOverToMonitor")],
        Default: countStart,
      },
      ...countStates(deployment, "HandOverToMonitor"),
      HandOverToMonitor: handOver,
      ...monitorLoop(monitorArn),
    },
  };
};
