import type { Execution, EndedExecution } from "../local/state-machine/execution";
import { isObject } from "../local/json";
import { taskEnvironment } from "../../workflow/task-environment";
import type { Drive, Ending, FaultRows, Injection, Lab } from "./fault";
import { dying } from "./function-faults";
import { workingOn } from "./task-faults";

/** The run id of the workflows here: an execution that goes on later must find the run that it began. */
const workflowRunId = "20261124224854123";
const spec = { workflowRunId };

/** Goes on with an execution that failed or was stopped: RedriveExecution. */
function redriven(execution: Execution): Promise<EndedExecution> {
  if (!execution.redrive()) throw new Error(`${execution.executionArn}: ${execution.notRedrivable ?? ""}`);
  return execution.ended;
}

/** Executes a workflow, stops it while the task of one of `states` is called, and redrives it. */
const stoppedIn =
  (...states: readonly string[]): Drive =>
  async (cloud, specs, options) => {
    // The latest event of the state: other branches write theirs between its own.
    let last: number | undefined;
    const execution = cloud.start(specs, {
      ...options,
      onEvent: (event) => {
        options.onEvent?.(event);
        const { id, previousEventId, type, stateEnteredEventDetails } = event;
        if (states.includes(stateEnteredEventDetails?.name ?? "")) last = id;
        else if (previousEventId !== last) return;
        else if (type === "TaskScheduled") last = id;
        // What is called goes on alone.
        else if (type === "TaskStarted") execution.abort();
      },
    });
    await execution.ended;
    return [await redriven(execution)];
  };

/** Tasks that work on and on: whatever ends them ended the run. */
const endless = ({ processes }: Lab): Pick<Injection, "launch"> => ({
  launch: (launch) => {
    processes.expectStuck(launch.environment[taskEnvironment.taskName] ?? "");
    return workingOn(launch);
  },
});

/** Entries of a run whose execution was stopped: a task may say itself that it was. */
const stopped: Ending = { hits: "all", reason: /^stopped: the execution was stopped|was stopped by SIGTERM/ };

/** Faults of an execution. */
export const executionFaults: FaultRows = {
  "two-executions": {
    inject: () => ({
      drive: (cloud, specs, options) =>
        Promise.all(
          ["1", "2"].map((id) => cloud.start(isObject(specs) ? { ...specs, workflowRunId: id } : specs, options).ended),
        ),
    }),
  },
  "run-id-used-twice": {
    spec,
    inject: () => ({
      drive: (cloud, specs, options) => Promise.all([1, 2].map(() => cloud.start(specs, options).ended)),
    }),
  },
  "execution-stopped-and-redriven": {
    spec,
    ending: stopped,
    inject: (lab) => ({ ...endless(lab), drive: stoppedIn("InvokeTaskMonitor") }),
  },
  "execution-stopped-while-it-launches": {
    spec,
    ending: stopped,
    inject: (lab) => ({ ...endless(lab), drive: stoppedIn("InvokeTaskLauncher", "WatchLaunch") }),
  },
  "monitor-fails-for-good": {
    spec,
    inject: ({ random }) => {
      let mended = false;
      const death = { program: "task-monitor", times: Infinity, atCall: 1 + random.whole(2), arrives: true } as const;
      return {
        ...dying(death, () => mended),
        drive: async (cloud, specs, options) => {
          const failed = await cloud.start(specs, options).ended;
          mended = true;
          return [await redriven(failed)];
        },
      };
    },
  },
};
