import * as v from "valibot";
import type { RunKey } from "./run-key";
import type { ExecutionContext } from "./iterator";
import { runIdFromStartTime, runIdPattern } from "./run-id";

/** Name and id of a run in an input; a part of it that is not usable counts as absent. */
const runPartSchema = v.fallback(
  v.object({
    workflowName: v.fallback(v.optional(v.pipe(v.string(), v.nonEmpty())), undefined),
    workflowRunId: v.fallback(v.optional(v.pipe(v.string(), v.regex(runIdPattern))), undefined),
  }),
  { workflowName: undefined, workflowRunId: undefined },
);

/**
 * Finds the run of an execution, whether or not its input is a valid spec: the name and id that the input brings, the
 * deployment's workflow name and the execution's start time otherwise.
 *
 * @param workflowName the deployment's
 */
export function runOf(execution: ExecutionContext, workflowName: string): RunKey {
  const said = v.parse(runPartSchema, execution.input);
  return {
    workflowName: said.workflowName ?? workflowName,
    workflowRunId: said.workflowRunId ?? runIdFromStartTime(execution.startTime),
  };
}
