import pMap from "p-map";
import type { RunOverview } from "../../workflow/audit-archive";
import type { DetailRow } from "../../workflow/audit-rows";
import type { RunKey } from "../../workflow/audit-store";
import type { DeployedStack } from "../outputs";
import { auditArchiveOf, auditStoreOf } from "./audit";
import type { Cleanable } from "./cleanup-result";
import { unusedImages, type UnusedImages } from "./images";

export interface CleanupScope {
  /** The one run; then no images. @default all */
  readonly run?: RunKey;
  /** What is younger stays. @default nothing stays */
  readonly before?: Date;
  readonly only: readonly Cleanable[];
}

/** A run that has ended, and the rows of its tasks. */
export interface EndedRun {
  readonly summary: RunOverview;
  readonly tasks: readonly DetailRow[];
}

/** What is to be deleted of one deployment. */
export interface CleanupPlan {
  readonly stack: DeployedStack;
  readonly scope: CleanupScope;
  readonly runs: readonly EndedRun[];
  /** Runs that have not ended are left alone. */
  readonly running: number;
  readonly images?: UnusedImages;
}

/** Runs that are read at once. */
const concurrency = 5;

const isWithin =
  ({ run, before }: CleanupScope) =>
  ({ workflow_name, workflow_run_id, start_time }: RunOverview): boolean =>
    (!run || (run.workflowName === workflow_name && run.workflowRunId === workflow_run_id)) &&
    (!before || Date.parse(start_time) < before.getTime());

/** Finds what is to be deleted; deletes nothing. */
export async function planCleanup(stack: DeployedStack, scope: CleanupScope): Promise<CleanupPlan> {
  const wantsRuns = scope.only.includes("rows") || scope.only.includes("copies");
  const wantsImages = scope.only.includes("images") && !scope.run;
  const within = wantsRuns ? (await auditArchiveOf(stack).allRuns()).filter(isWithin(scope)) : [];
  const ended = within.filter(({ status }) => status !== "Running");
  const audit = auditStoreOf(stack);
  const runs = await pMap(
    ended,
    async (summary) => {
      const key = { workflowName: summary.workflow_name, workflowRunId: summary.workflow_run_id };
      return { summary, tasks: await audit.listTasks(key) };
    },
    { concurrency },
  );
  const images = wantsImages ? await unusedImages(stack, scope.before) : undefined;
  return {
    stack,
    scope,
    runs,
    running: within.length - ended.length,
    ...(images && { images }),
  };
}
