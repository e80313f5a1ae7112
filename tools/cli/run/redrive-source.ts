import * as v from "valibot";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import { InvalidWorkflowSpec, RedriveRefused } from "../../../workflow/errors";
import { inherited } from "../../../workflow/redrive";
import type { RunKey } from "../../../workflow/run";
import { placed, type TaskSource, type WorkflowSpec } from "../../../workflow/spec";
import { ruleFaults } from "../../../workflow/spec-faults";
import { sourceRule } from "../../../workflow/spec-rules";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { numberedTaskOf } from "../lists/keys";
import { listedEntries, listOf, type ListSource } from "../lists/source";
import { newList } from "../lists/write-list";
import type { FoundRun } from "./find";
import type { PlannedRun } from "./start";

const taskSourceSchema = v.custom<TaskSource>((value) => ruleFaults(sourceRule, value, "taskSource").length === 0);

/** The part of the spec of a run with its list in S3 that is looked at. */
const earlierSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ taskSource: taskSourceSchema, s3BucketName: v.optional(v.string()) }),
);

type EarlierSource = v.InferOutput<typeof earlierSchema>;

/** Source of a run's list in S3, by its row; undefined for a run with another list. */
export function earlierSource({ workflow_specs }: Pick<SummaryRow, "workflow_specs">): EarlierSource | undefined {
  const parsed = v.safeParse(earlierSchema, workflow_specs);
  return parsed.success ? parsed.output : undefined;
}

/**
 * Plans the run of those entries of an earlier run's list that did not complete in it, with a new list. The list is read as it is
 * now: an entry that has a row must be where it was and be called as it was; what else it says may have been mended.
 *
 * @param summary the earlier run's row, and `earlier` what it says of its list
 * @param request attributes that the new run's spec says by itself
 * @throws InvalidWorkflowSpec when the spec names a list in a wrong way; what else it says is checked with the whole spec
 */
export async function planSourceRedrive(
  { stack, run }: FoundRun,
  summary: SummaryRow,
  earlier: EarlierSource,
  request: object,
): Promise<PlannedRun> {
  const { deployment } = stack;
  const said: Partial<Pick<WorkflowSpec, "s3BucketName" | "taskSource">> = request;
  const faults = said.taskSource === undefined ? [] : ruleFaults(sourceRule, said.taskSource, "taskSource");
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  const s3BucketName = said.s3BucketName ?? earlier.s3BucketName ?? deployment.s3BucketName;
  const taskSource = said.taskSource ?? earlier.taskSource;
  const list = listOf({ region: deployment.region, s3BucketName, taskSource });
  const rows = clientsOf(stack).audit.pages(run, "all", ["task_name", "status"]);
  const entries = await unfinished(list, run, await knownEntries(rows, list.isPrefix), summary.number_of_tasks);
  if (entries.length === 0) throw new RedriveRefused(run, `all tasks of ${list.name} completed in it`);
  // What a line says of an object in another bucket than the spec's.
  const { bucket = s3BucketName } = taskSource;
  const elsewhere = list.isPrefix && bucket !== s3BucketName ? { s3BucketName: bucket } : {};
  const written = newList(
    stack,
    entries.map((entry) => ({ ...entry, ...elsewhere })),
  );
  return { spec: { ...inherited(earlier), ...request, taskSource: written.source }, list: written };
}

/** An entry that has a row: its name, empty for one that had none, and whether one of its tasks completed. */
interface KnownEntry {
  readonly name: string;
  readonly isCompleted: boolean;
}

/**
 * The entries of a run with its list in S3 that have a row: a million of them are about 200 MB. An entry is known by its place, from
 * 0; one of a prefix, whose place may be another one today, by its name, which is the object's key.
 *
 * @param pages of rows
 */
export async function knownEntries(
  pages: AsyncIterable<readonly Pick<DetailRow, "task_name" | "status">[]>,
  isPrefix: boolean,
): Promise<Map<string | number, KnownEntry>> {
  const known = new Map<string | number, KnownEntry>();
  for await (const rows of pages)
    for (const { task_name, status } of rows) {
      const { place, name = task_name } = placed(task_name) ?? {};
      const key = isPrefix ? name : place;
      if (key === undefined) continue;
      known.set(key, { name, isCompleted: status === "Completed" || known.get(key)?.isCompleted === true });
    }
  return known;
}

/** Attributes of an entry that launching needs. */
const launchable = v.looseObject({
  taskName: v.pipe(v.string(), v.nonEmpty()),
  objectKey: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

/**
 * The entries of a list that did not complete; those of a prefix as a list has them.
 *
 * @param count entries that it had
 * @throws RedriveRefused for a list that has changed, CommandError for an entry that could not be launched again either
 */
async function unfinished(
  list: ListSource,
  run: RunKey,
  known: ReadonlyMap<string | number, KnownEntry>,
  count: number,
): Promise<object[]> {
  const entries: object[] = [];
  let places = 0;
  for await (const { place, line, value, fault } of listedEntries(list)) {
    places = place + 1;
    const parsed = v.safeParse(launchable, value);
    if (!parsed.success)
      throw new CommandError(
        `${list.name}, line ${line}: ${fault ?? "needs a taskName, and an objectKey that is text"}. Nothing was started. ` +
          "Mend it where it stands; npm run workflow -- check shows all.",
      );
    const { taskName } = parsed.output;
    const { name = "", isCompleted = false } = known.get(list.isPrefix ? taskName : place) ?? {};
    if (name !== "" && name !== taskName)
      throw new RedriveRefused(run, `${list.name} has changed, line ${line} was not called "${taskName}"`);
    if (!isCompleted) entries.push(list.isPrefix ? numberedTaskOf(taskName, place) : parsed.output);
  }
  // Objects of a prefix may have gone since.
  const least = [...known.keys()].reduce<number>((most, place) => Math.max(most, Number(place) + 1), count);
  if (!list.isPrefix && places < least)
    throw new RedriveRefused(run, `${list.name} has changed, it had ${least} entries and now has ${places}`);
  return entries;
}
