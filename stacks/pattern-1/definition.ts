import type { RunKey } from "../../workflow/run";
import { workflowErrors } from "../../workflow/errors";
import { executionTimeoutSeconds, invoke, iterator, jsonata, rule, type Definition } from "../asl";
import { monitorLoop, monitorLoopStart } from "../monitor-loop";

interface Pattern1DefinitionProps {
  readonly launcherArn: string;
  readonly monitorArn: string;
  /** The longest `timeoutSeconds` of a workflow. */
  readonly maxTimeoutSeconds: number;
}

/** Errors that no retry would mend once tasks were launched: the monitor takes over. */
const { listChanged } = workflowErrors;

/** The execution as the Lambdas' events carry it. */
const executionContext = {
  executionArn: jsonata("$states.context.Execution.Id"),
  startTime: jsonata("$states.context.Execution.StartTime"),
  input: jsonata("$states.context.Execution.Input"),
};

/** True for a call of the launcher after one that failed. Of those before a redrive nothing is counted. */
const isRepeated = jsonata("$states.context.State.RetryCount > 0 or $states.context.Execution.RedriveCount > 0");

const refusals = [workflowErrors.invalidSpec, workflowErrors.redriveRefused, workflowErrors.runIdUsed];

/** An attribute of the input that says which run it is; empty where it is not what it should be. */
function textOfInput(name: keyof RunKey): string {
  const value = `$states.context.Execution.Input.${name}`;
  return jsonata(`$type(${value}) = "string" and $length(${value}) <= 128 ? ${value} : ""`);
}

/**
 * The event by which the monitor accounts for a run whose launcher failed for good. Never the whole input: with a long list, and
 * the error beside it, the state's data would be too large.
 */
const afterFailure = {
  execution: {
    ...executionContext,
    input: { workflowName: textOfInput("workflowName"), workflowRunId: textOfInput("workflowRunId") },
  },
  launchFailure: jsonata("$states.errorOutput"),
};

/**
 * Pattern 1: the task launcher starts the tasks, the task monitor follows them, in one loop: what dies while others are launched
 * is settled, and the deadline holds. A launcher that fails for good hands over to the monitor like one that succeeds, so that
 * what it started is accounted for; a refusal comes only before the run has begun.
 */
export const pattern1Definition = (props: Pattern1DefinitionProps): Definition => ({
  QueryLanguage: "JSONata",
  Comment: "Runs a list of ECS tasks through a launcher function and follows them to their end",
  StartAt: "BeginLaunch",
  TimeoutSeconds: executionTimeoutSeconds(props.maxTimeoutSeconds),
  States: {
    BeginLaunch: { Type: "Pass", Output: { iterator: {} }, Next: "InvokeTaskLauncher" },
    InvokeTaskLauncher: {
      ...invoke(props.launcherArn, { execution: executionContext, isRepeated, iterator: jsonata(iterator) }, [
        ...refusals,
        listChanged,
      ]),
      Catch: [
        { ErrorEquals: refusals, Next: "WorkflowRefused" },
        { ErrorEquals: ["States.ALL"], Output: { iterator: afterFailure }, Next: monitorLoopStart },
      ],
      Next: monitorLoopStart,
    },
    // A Lambda's error arrives as JSON text in Cause; people want the message in it.
    WorkflowRefused: {
      Type: "Fail",
      Error: jsonata("$states.input.Error"),
      Cause: jsonata("$parse($states.input.Cause).errorMessage"),
    },
    ...monitorLoop(props.monitorArn, "CheckIfAllLaunched"),
    CheckIfAllLaunched: {
      Type: "Choice",
      Choices: [rule(`${iterator}.launching`, "InvokeTaskLauncher")],
      Default: monitorLoopStart,
    },
  },
});
