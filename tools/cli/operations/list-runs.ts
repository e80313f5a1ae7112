import type { RunOverview } from "./audit-archive";
import type { Pattern } from "../../../workflow/deployment";
import type { DeployedStack } from "../outputs";
import { auditArchiveOf } from "./audit";

/** Attributes of a run that `list` shows. */
export interface ListedRun extends RunOverview {
  readonly pattern: Pattern;
}

/**
 * The newest runs of each deployment, the newest first.
 *
 * @param limit of each
 * @param workflowName by default each deployment's own
 */
export async function listRuns(
  stacks: readonly DeployedStack[],
  limit: number,
  workflowName?: string,
): Promise<ListedRun[]> {
  const listed = stacks.map(async (stack) => {
    const { pattern, deployment } = stack;
    const runs = await auditArchiveOf(stack).newestRuns(workflowName ?? deployment.workflowName, limit);
    return runs.map((run) => ({ pattern, ...run }));
  });
  return (await Promise.all(listed)).flat().sort((left, right) => (left.start_time < right.start_time ? 1 : -1));
}

/** The names of all workflows that have runs: a spec may bring a name of its own. Reads every run's row. */
export async function workflowNames(stacks: readonly DeployedStack[]): Promise<string[]> {
  const names = await Promise.all(stacks.map((stack) => auditArchiveOf(stack).workflowNames()));
  return [...new Set(names.flatMap((some) => [...some]))].sort();
}
