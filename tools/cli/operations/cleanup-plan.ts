import pMap from "p-map";
import type { RunOverview } from "./audit-archive";
import type { AuditStore, RunKey } from "../../../workflow/audit-store";
import type { DeployedStack } from "../outputs";
import { auditArchiveOf, auditStoreOf } from "./audit";
import type { Cleanable } from "./cleanup-result";
import { unusedImages, type UnusedImages } from "./images";
import { findKitObjects, kitObjectsOf } from "./kit-objects";

interface CleanupScope {
  /** The one run; then no images, and nothing that belongs to none. @default all */
  readonly run?: RunKey;
  /** Age from which something is deleted. @default nothing stays */
  readonly before?: Date;
  readonly only: readonly Cleanable[];
}

/** Number of names that are shown of what there may be a million of. */
export const named = 5;

/** Things that there may be a million of. */
export interface Counted {
  readonly count: number;
  /** The names of some. */
  readonly first: readonly string[];
}

/** A run that has ended, and what it left. */
export interface EndedRun {
  readonly run: RunKey;
  /** Rows of tasks. */
  readonly rows: number;
  /** Keys of objects that tasks wrote. */
  readonly copies: Counted;
}

/** Deletions in one deployment. */
export interface CleanupPlan {
  readonly stack: DeployedStack;
  readonly scope: CleanupScope;
  readonly runs: readonly EndedRun[];
  /** Keys of lists that the tools wrote. */
  readonly lists: readonly string[];
  /** Keys of what Step Functions wrote of launches. */
  readonly launches: readonly string[];
  /** Runs that have not ended are left alone. */
  readonly running: number;
  readonly images?: UnusedImages;
}

/** Runs that are read at once. */
const concurrency = 5;

/** A list or result that belongs to no run may be one whose run is about to begin: for so long it stays, milliseconds. */
const strayMs = 3_600_000;

const isWithin =
  ({ run, before }: CleanupScope) =>
  ({ workflow_name, workflow_run_id, start_time }: RunOverview): boolean =>
    (!run || (run.workflowName === workflow_name && run.workflowRunId === workflow_run_id)) &&
    (!before || Date.parse(start_time) < before.getTime());

/** Finds what is to be deleted; deletes nothing. */
export async function planCleanup(stack: DeployedStack, scope: CleanupScope): Promise<CleanupPlan> {
  const wants = (...some: readonly Cleanable[]): boolean => some.some((one) => scope.only.includes(one));
  const wantsRuns = wants("rows", "copies");
  const objects = wants("lists", "launches") ? await findKitObjects(stack) : { lists: [], launches: [] };
  const all = wants("rows", "copies", "lists", "launches") ? await auditArchiveOf(stack).allRuns() : [];
  const within = all.filter(isWithin(scope));
  const cleaned = within.filter(({ status }) => status !== "Running");
  const kept = all.filter((run) => !cleaned.includes(run));
  const kitObjects = await kitObjectsOf(stack, objects, { cleaned, kept, strayBefore: strayBefore(scope) });
  const audit = auditStoreOf(stack);
  const images = wants("images") && !scope.run ? await unusedImages(stack, scope.before) : undefined;
  return {
    stack,
    scope,
    runs: wantsRuns ? await pMap(cleaned, (run) => endedRun(audit, run), { concurrency }) : [],
    lists: wants("lists") ? kitObjects.lists : [],
    launches: wants("launches") ? kitObjects.launches : [],
    running: within.length - cleaned.length,
    ...(images && { images }),
  };
}

function strayBefore({ run, before }: CleanupScope): Date | undefined {
  if (run) return undefined;
  return new Date(Math.min(Date.now() - strayMs, before?.getTime() ?? Infinity));
}

async function endedRun(audit: AuditStore, summary: RunOverview): Promise<EndedRun> {
  const run = { workflowName: summary.workflow_name, workflowRunId: summary.workflow_run_id };
  let [rows, count] = [0, 0];
  const first: string[] = [];
  for await (const page of audit.pages(run, "all", ["destination_key"])) {
    const keys = page.flatMap(({ destination_key }) => destination_key ?? []);
    rows += page.length;
    count += keys.length;
    first.push(...keys.slice(0, named - first.length));
  }
  return { run, rows, copies: { count, first } };
}
