import pMap from "p-map";
import * as v from "valibot";
import type { SummaryRow } from "../../../workflow/audit-rows";
import type { TaskStatus } from "../../../workflow/status";
import { clientsOf } from "../aws/clients";
import { countOf, listedEntries } from "../lists/entries";
import { byPlace, outcomesOf } from "../lists/outcomes";
import { listOf } from "../lists/source";
import type { DeployedStack } from "../outputs";
import { earlierSource, type EarlierSource } from "./redrive-source";
import type { FoundRun } from "./find";

/** Writes of rows at once. */
const concurrency = 10;

const listSchema = v.fallback(
  v.pipe(v.string(), v.parseJson(), v.object({ taskList: v.array(v.object({ taskName: v.string() })) })),
  { taskList: [] },
);

/**
 * Accounts for the entries of a run that was stopped, and for the run. An entry without a row gets one where the list is in the
 * spec; of a list in S3 there may be a million of them, which are counted alone.
 *
 * @returns the number of entries that never came to be launched
 */
export async function settleRun({ stack, run }: FoundRun, summary: SummaryRow, reason: string): Promise<number> {
  const audit = clientsOf(stack).audit;
  const source = earlierSource(summary);
  const names = v.parse(listSchema, summary.workflow_specs).taskList.map(({ taskName }) => taskName);
  const rows = audit.pages(run, "all", ["task_name", "status"]);
  const outcomes = await outcomesOf(rows, source ? byPlace : (name) => name);
  const missing = names.filter((name) => !outcomes.has(name));
  await pMap(missing, (name) => audit.recordNotLaunched(run, name, reason), { concurrency });
  const numberOf = (status: TaskStatus): number =>
    [...outcomes.values()].filter((outcome) => outcome.status === status).length;
  const [completed, timedOut] = [numberOf("Completed"), numberOf("TimedOut")];
  const entries = summary.number_of_tasks || (source ? await countEntries(stack, source) : names.length);
  const notLaunched = Math.max(0, entries - outcomes.size);
  const number_of_tasks = outcomes.size + notLaunched;
  await audit.updateRun(run, {
    status: completed === number_of_tasks ? "Completed" : "Failed",
    number_of_tasks,
    completed_tasks: completed,
    timed_out_tasks: timedOut,
    failed_tasks: number_of_tasks - completed - timedOut,
    running_tasks: 0,
  });
  return notLaunched;
}

/** Counts a list that launching did not read to its end. @returns 0 where it cannot be read: the entries that have rows are all that is known */
async function countEntries({ deployment }: DeployedStack, spec: EarlierSource): Promise<number> {
  const { s3BucketName = deployment.s3BucketName, taskSource } = spec;
  try {
    return await countOf(listedEntries(listOf({ region: deployment.region, s3BucketName, taskSource })));
  } catch {
    return 0;
  }
}
