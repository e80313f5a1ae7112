import { startExecution, type Execution, type EndedExecution } from "../local/state-machine/execution";
import { isObject } from "../local/json";
import { taskEnvironment } from "../../workflow/task-environment";
import type { Drive, FaultRow, Injection, Lab } from "./fault";
import { dying } from "./function-faults";
import { workingOn } from "./task-faults";

/** The run id of the workflows here: an execution that goes on later must find the run that it began. */
const workflowRunId = "20261124224854123";
const spec = { workflowRunId };

const monitoring = "InvokeTaskMonitor";

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
    const execution = startExecution({
      ...options,
      ...cloud,
      input: specs,
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
const stopped = {
  ending: { hits: "all", reason: /^stopped: the execution was stopped|was stopped by SIGTERM/ },
} as const satisfies Pick<FaultRow, "ending">;

/** Faults of an execution. */
export const executionFaults: readonly FaultRow[] = [
  {
    name: "two-executions",
    what: "Two executions of the same spec run at once.",
    seen: "Two runs, each with its own run id, rows and copies.",
    inject: () => ({
      drive: (cloud, specs, options) =>
        Promise.all(
          ["1", "2"].map((id) => cloud.execute(isObject(specs) ? { ...specs, workflowRunId: id } : specs, options)),
        ),
    }),
  },
  {
    name: "run-id-used-twice",
    what: "Two executions with the same run id begin at once.",
    spec,
    seen: "One of them runs. The other fails with RunIdAlreadyUsed, and has started nothing.",
    remedy: "Leave `workflowRunId` out of the spec.",
    inject: () => ({
      drive: (cloud, specs, options) => Promise.all([1, 2].map(() => cloud.execute(specs, options))),
    }),
  },
  {
    name: "execution-stopped-and-redriven",
    what: "Somebody stops an execution while its tasks run, and redrives it.",
    spec,
    ...stopped,
    seen: "A rule tells the monitor: the tasks are stopped, each is Failed, and so is the run. The redriven execution fails with TasksFailed.",
    remedy: "Start what did not complete anew, by `redriveOf`.",
    inject: (lab) => ({ ...endless(lab), drive: stoppedIn(monitoring) }),
  },
  {
    name: "execution-stopped-while-it-launches",
    what: "Somebody stops an execution while entries are launched, and redrives it.",
    spec,
    ...stopped,
    seen: "The same, and nothing more is launched: launchers and entries see that their run is over. What was not launched is Failed too.",
    remedy: "Start what did not complete anew, by `redriveOf`.",
    inject: (lab) => ({ ...endless(lab), drive: stoppedIn("InvokeTaskLauncher", "WatchLaunch") }),
  },
  {
    name: "monitor-fails-for-good",
    what: "The task monitor fails however often it is called; when that is mended, the execution is redriven.",
    spec,
    seen: "The execution fails in InvokeTaskMonitor, the summary says Running. After the redrive both tell the truth.",
    remedy: "Read the monitor's log, mend the cause, redrive the execution.",
    inject: ({ random }) => {
      let mended = false;
      const death = { program: "task-monitor", times: Infinity, atCall: 1 + random.whole(2), arrives: true } as const;
      return {
        ...dying(death, () => mended),
        drive: async (cloud, specs, options) => {
          const failed = await cloud.execute(specs, options);
          mended = true;
          return [await redriven(failed)];
        },
      };
    },
  },
];
