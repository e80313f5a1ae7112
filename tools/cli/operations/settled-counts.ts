import pMap from "p-map";
import * as v from "valibot";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import type { AuditStore } from "../../../workflow/audit-store";
import type { RunKey } from "../../../workflow/run-key";
import type { TaskStatus } from "../../../workflow/status";
import { countListed } from "../lists/entries";
import { outcomeAttributes, PlacedOutcomes } from "../lists/outcomes";
import { listOf } from "../lists/source";
import type { DeployedStack } from "../outputs";
import { auditStoreOf } from "./audit";
import type { FoundRun } from "./find-run";
import type { EarlierSource } from "./earlier-source";

/** The counts of a run that was stopped: all of its entries have ended. */
interface SettledCounts extends Required<
  Pick<SummaryRow, "number_of_tasks" | "completed_tasks" | "timed_out_tasks" | "failed_tasks">
> {
  /** Entries that never came to be launched, among the failed ones. */
  readonly notLaunched: number;
}

/** Writes of rows at once. */
const concurrency = 10;

/** Reason that is recorded for a task whose run was stopped. */
export const stopReason = "stopped by operator";

const listSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ taskList: v.array(v.object({ taskName: v.string() })) }),
);

/** Gives each entry of a spec's list a row that has none, and counts them all. */
export async function settledList(audit: AuditStore, run: RunKey, summary: SummaryRow): Promise<SettledCounts> {
  const recorded = new Set((await audit.listTasks(run)).map(({ task_name }) => task_name));
  const list = v.safeParse(listSchema, summary.workflow_specs);
  const names = list.success ? list.output.taskList.map(({ taskName }) => taskName) : [];
  const missing = names.filter((name) => !recorded.has(name));
  await pMap(missing, (name) => audit.recordNotLaunched(run, name, stopReason), { concurrency });
  const counts = countEnded(await audit.listTasks(run));
  return { ...counts, number_of_tasks: summary.number_of_tasks, notLaunched: missing.length };
}

/**
 * Counts the entries of a list in S3. Those without a row get none, there may be a million of them. A list that was not read to
 * its end is counted here, where it can be read.
 */
export async function settledSource(found: FoundRun, summary: SummaryRow, spec: EarlierSource): Promise<SettledCounts> {
  const { stack, run } = found;
  const outcomes = new PlacedOutcomes(summary.number_of_tasks);
  for await (const rows of auditStoreOf(stack).pages(run, "all", outcomeAttributes))
    for (const row of rows) outcomes.add(row);
  const { completed, timedOut, failed } = outcomes.counts();
  const recorded = completed + timedOut + failed;
  const entries = summary.number_of_tasks > 0 ? summary.number_of_tasks : await countEntries(stack, spec);
  const notLaunched = Math.max(0, entries - recorded);
  return {
    number_of_tasks: recorded + notLaunched,
    completed_tasks: completed,
    timed_out_tasks: timedOut,
    failed_tasks: failed + notLaunched,
    notLaunched,
  };
}

/** @returns 0 for a list that cannot be read: the entries that have rows are all that is known */
async function countEntries({ deployment }: DeployedStack, spec: EarlierSource): Promise<number> {
  const { s3BucketName = deployment.s3BucketName, taskSource } = spec;
  const source = listOf({ region: deployment.region, s3BucketName, taskSource });
  try {
    return await countListed(source);
  } catch {
    return 0;
  }
}

/** Each entry counts once; one that has several tasks is Completed when any of them is, then TimedOut. */
function countEnded(rows: readonly DetailRow[]) {
  const namesOf = (status: TaskStatus) =>
    new Set(rows.filter((row) => row.status === status).map(({ task_name }) => task_name));
  const [completed, timedOut] = [namesOf("Completed"), namesOf("TimedOut")];
  const entries = new Set(rows.map(({ task_name }) => task_name));
  const ended = {
    completed_tasks: completed.size,
    timed_out_tasks: [...timedOut].filter((name) => !completed.has(name)).length,
  };
  return { ...ended, failed_tasks: entries.size - ended.completed_tasks - ended.timed_out_tasks };
}
