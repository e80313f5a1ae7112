import { endedRun, redriven } from "../../../workflow/redrive";
import type { DeployedStack } from "../outputs";
import { auditStoreOf } from "./audit";
import { earlierSource } from "./earlier-source";
import { findRun, withRun } from "./find-run";
import { planSourceRedrive, type SourceRedrive } from "./redrive-source";

/** A redrive that is ready to start. */
export interface PlannedRedrive {
  readonly stack: DeployedStack;
  /** The new run's spec, not yet checked. */
  readonly spec: unknown;
  /** Of a list in S3: the new one, still to be written. */
  readonly list?: SourceRedrive["list"];
}

/**
 * Makes the spec of a run that does what did not complete of an earlier one. Its list is reduced already, since state machines
 * launch the list that they are given.
 *
 * @param given values that hold instead of the earlier run's
 * @throws RedriveRefused when there is nothing to redrive
 */
export async function planRedrive(
  stacks: readonly DeployedStack[],
  reference: string,
  given: object,
  workflow?: string,
): Promise<PlannedRedrive> {
  const { stack, run } = withRun(await findRun(stacks, reference, workflow));
  const { workflowName } = stack.deployment;
  const named = run.workflowName === workflowName ? {} : { workflowName: run.workflowName };
  const request = { ...given, ...named, redriveOf: run.workflowRunId };
  const audit = auditStoreOf(stack);
  const summary = await endedRun(audit, run);
  const earlier = earlierSource(summary);
  if (earlier === undefined) return { stack, spec: await redriven(request, audit, workflowName) };
  return { stack, ...(await planSourceRedrive(stack, audit, run, { summary, earlier, request })) };
}
