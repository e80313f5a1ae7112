import { executionTimeoutSeconds, rule, type Definition } from "../asl";
import { monitorLoop, monitorLoopStart } from "../monitor-loop";
import { checkStates } from "./checks";
import { countStates } from "./count";
import { launchAndWatch } from "./launch";
import type { Pattern2Props } from "./props";
import { recordRun } from "./records";

/**
 * Pattern 2: the state machine itself checks the spec, records the run and starts the tasks, each in an execution of its own
 * that a Distributed Map makes. Once the run is recorded, every way leads to the monitor.
 */
export const pattern2Definition = (props: Pattern2Props): Definition => ({
  QueryLanguage: "JSONata",
  Comment: "Starts a list of ECS tasks by native integration and follows them to their end",
  StartAt: "CheckSpec",
  TimeoutSeconds: executionTimeoutSeconds(props.maxTimeoutSeconds),
  States: {
    ...checkStates(props, "RecordRun"),
    ...recordRun(props, "LaunchAndWatch"),
    ...launchAndWatch(props, "CheckIfCounted"),
    CheckIfCounted: {
      Type: "Choice",
      Choices: [rule("$exists($states.input.spec.taskList)", monitorLoopStart)],
      Default: "FindMapRun",
    },
    ...countStates(props, monitorLoopStart),
    ...monitorLoop(props.monitorArn),
  },
});
