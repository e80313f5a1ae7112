import { redriven } from "../../workflow/redrive";
import type { DeployedStack } from "../outputs";
import { auditStoreOf } from "./audit";
import { findRun } from "./find-run";

/** A redrive that is ready to start. */
export interface PlannedRedrive {
  readonly stack: DeployedStack;
  /** The new run's spec, not yet checked. */
  readonly spec: unknown;
}

/**
 * Makes the spec of a run that does what did not complete of an earlier one. Its list is reduced already, since pattern 2
 * launches the list that it is given; pattern 1 would reduce it by itself.
 *
 * @param given values that hold instead of the earlier run's
 * @throws RedriveRefused when there is nothing to redrive
 */
export async function planRedrive(
  stacks: readonly DeployedStack[],
  reference: string,
  given: object,
): Promise<PlannedRedrive> {
  const { stack, run } = await findRun(stacks, reference);
  const { workflowName } = stack.deployment;
  const named = run.workflowName === workflowName ? {} : { workflowName: run.workflowName };
  const request = { ...given, ...named, redriveOf: run.workflowRunId };
  return { stack, spec: await redriven(request, auditStoreOf(stack), workflowName) };
}
