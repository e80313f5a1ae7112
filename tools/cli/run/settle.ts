import pMap from "p-map";
import * as v from "valibot";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { numberedName } from "../../../workflow/spec";
import { clientsOf } from "../aws/clients";
import { countOf, listedEntries } from "../lists/entries";
import { outcomeAttributes, PlacedOutcomes } from "../lists/outcomes";
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
  const places = new Map(
    v.parse(listSchema, summary.workflow_specs).taskList.map(({ taskName }, place) => [taskName, place]),
  );
  /** A row's name with its place, as rows of a list in S3 have it. */
  const nameOf = (name: string): string => {
    if (source) return name;
    if (!places.has(name)) places.set(name, places.size);
    return numberedName(places.get(name) ?? 0, name);
  };
  const outcomes = new PlacedOutcomes(summary.number_of_tasks);
  for await (const rows of audit.pages(run, "all", outcomeAttributes))
    for (const { task_name, status } of rows) outcomes.add({ task_name: nameOf(task_name), status });
  const missing = [...places].filter(([, place]) => !outcomes.has(place));
  await pMap(missing, ([name]) => audit.recordNotLaunched(run, name, reason), { concurrency });
  const { completed, timedOut, failed } = outcomes.counts();
  const recorded = completed + timedOut + failed;
  const entries = summary.number_of_tasks || (source ? await countEntries(stack, source) : places.size);
  const notLaunched = Math.max(0, entries - recorded);
  const number_of_tasks = recorded + notLaunched;
  await audit.updateRun(run, {
    status: completed === number_of_tasks ? "Completed" : "Failed",
    number_of_tasks,
    completed_tasks: completed,
    timed_out_tasks: timedOut,
    failed_tasks: failed + notLaunched,
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
