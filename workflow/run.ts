import * as v from "valibot";

/** Name of a run: its workflow and its id. */
export interface RunKey {
  readonly workflowName: string;
  /** Digits. */
  readonly workflowRunId: string;
}

/** Name of a task of a run. */
export interface TaskKey extends RunKey {
  readonly taskId: string;
}

/** Context of the execution, as the state machine hands it to a Lambda. */
export interface ExecutionContext {
  /** `$$.Execution.Id` */
  readonly executionArn: string;
  /** `$$.Execution.StartTime`, ISO 8601 UTC */
  readonly startTime: string;
  /** `$$.Execution.Input`: the workflow spec, unchecked */
  readonly input: unknown;
}

/**
 * A run id: a string in JSON and a Number in DynamoDB, which keeps 38 digits. Without a leading zero both are the same.
 */
export const runIdPattern = /^[1-9][0-9]{0,37}$/;

/**
 * The run id of an execution whose spec brings none: the digits of its start time to the millisecond, e.g.
 * `2026-11-24T22:48:54.123Z` is run `20261124224854123`. Step Functions keeps the start time over retries and
 * redrives, so the id stays the same.
 *
 * @param startTime ISO 8601, UTC, as `$$.Execution.StartTime` gives it, with or without milliseconds
 * @throws RangeError when `startTime` is not a time
 */
export function runIdFromStartTime(startTime: string): string {
  return new Date(startTime).toISOString().replace(/\D/g, "");
}

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
