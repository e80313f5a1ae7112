import * as v from "valibot";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { InvalidWorkflowSpec, RedriveRefused } from "../../../workflow/errors";
import type { RunKey } from "../../../workflow/run";
import type { TaskSource, WorkflowSpec } from "../../../workflow/spec";
import { ruleFaults } from "../../../workflow/spec-faults";
import { sourceRule } from "../../../workflow/spec-rules";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { listedEntries, type ListedEntry } from "../lists/entries";
import { numberedTaskOf } from "../lists/keys";
import { NamedOutcomes, outcomeAttributes, PlacedOutcomes } from "../lists/outcomes";
import { listOf, type ListSource } from "../lists/source";
import { newListSource } from "../lists/write-list";
import type { FoundRun } from "./find";
import type { PlannedRun } from "./start";

const taskSourceSchema = v.custom<TaskSource>((value) => ruleFaults(sourceRule, value, "taskSource").length === 0);

/** Attributes that are read of the spec of a run with its list in S3. But for the list, a new run takes them over: what to do, not where. */
const earlierSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    taskSource: taskSourceSchema,
    s3BucketName: v.optional(v.string()),
    targetFolder: v.optional(v.string()),
    simulatedWorkSeconds: v.optional(v.number()),
    timeoutSeconds: v.optional(v.number()),
    taskDefaults: v.optional(v.looseObject({})),
    launchConcurrency: v.optional(v.number()),
    toleratedLaunchFailurePercentage: v.optional(v.number()),
  }),
);

export type EarlierSource = v.InferOutput<typeof earlierSchema>;

/** Source of a run's list in S3, by its row; undefined for a run with another list. */
export function earlierSource({ workflow_specs }: Pick<SummaryRow, "workflow_specs">): EarlierSource | undefined {
  const parsed = v.safeParse(earlierSchema, workflow_specs);
  return parsed.success ? parsed.output : undefined;
}

/** The attributes that a new run takes over. Recorded specs have every default, an empty folder among them: that is none. */
const inherited = (earlier: EarlierSource): object =>
  Object.fromEntries(Object.entries(earlier).filter(([key, value]) => key !== "taskSource" && value !== ""));

interface SourceRedrive {
  /** The earlier run's row, and what it says of its list. */
  readonly summary: SummaryRow;
  readonly earlier: EarlierSource;
  /** Attributes that the new run's spec says by itself. */
  readonly request: object;
}

/**
 * Plans the run of those entries of an earlier run's list that did not complete in it, with a new list. The list is read as it is
 * now: an entry that has a row must be where it was and be called as it was; what else it says may have been mended.
 *
 * @throws InvalidWorkflowSpec when the spec names a list in a wrong way; what else it says is checked with the whole spec
 */
export async function planSourceRedrive(
  { stack, run }: FoundRun,
  { summary, earlier, request }: SourceRedrive,
): Promise<PlannedRun> {
  const { deployment } = stack;
  const said: Partial<Pick<WorkflowSpec, "s3BucketName" | "taskSource">> = request;
  const faults = said.taskSource === undefined ? [] : ruleFaults(sourceRule, said.taskSource, "taskSource");
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  const s3BucketName = said.s3BucketName ?? earlier.s3BucketName ?? deployment.s3BucketName;
  const taskSource = said.taskSource ?? earlier.taskSource;
  const list = listOf({ region: deployment.region, s3BucketName, taskSource });
  const outcomes = list.format === "PREFIX" ? new NamedOutcomes() : new PlacedOutcomes(summary.number_of_tasks);
  for await (const rows of clientsOf(stack).audit.pages(run, "all", outcomeAttributes))
    for (const row of rows) outcomes.add(row);
  const least = list.format === "PREFIX" ? 0 : Math.max(outcomes.size, summary.number_of_tasks);
  const source = newListSource(stack);
  const { bucket = s3BucketName } = taskSource;
  return {
    spec: { ...inherited(earlier), ...request, taskSource: source },
    list: {
      source,
      entries: unfinished(list, outcomes, least, { run, ...(bucket !== s3BucketName && { bucket }) }),
      empty: new RedriveRefused(run, `all tasks of ${list.name} completed in it`),
    },
  };
}

interface Redriven {
  readonly run: RunKey;
  /** Bucket of the objects, where it is not the spec's. */
  readonly bucket?: string;
}

/** Attributes of an entry that launching needs. */
const launchable = v.looseObject({
  taskName: v.pipe(v.string(), v.nonEmpty()),
  objectKey: v.optional(v.pipe(v.string(), v.nonEmpty())),
});

/** The lines of the new list: entries as they are, and what a line says of an object. */
async function* unfinished(
  source: ListSource,
  outcomes: PlacedOutcomes | NamedOutcomes,
  least: number,
  { run, bucket }: Redriven,
): AsyncGenerator {
  let entries = 0;
  for await (const listed of listedEntries(source)) {
    const { place, line } = listed;
    entries = place + 1;
    const entry = entryIn(source, listed);
    const outcome = outcomes.of(place, entry.taskName);
    if (outcome === "other")
      throw new RedriveRefused(run, `${source.name} has changed, line ${line} was not called "${entry.taskName}"`);
    if (outcome === "completed") continue;
    if (source.format !== "PREFIX") yield entry;
    else yield { ...numberedTaskOf(entry.taskName, place), ...(bucket !== undefined && { s3BucketName: bucket }) };
  }
  if (entries < least)
    throw new RedriveRefused(run, `${source.name} has changed, it had ${least} entries and now has ${entries}`);
}

/** @throws CommandError for one that could not be launched again either */
function entryIn({ name }: ListSource, { line, value, fault }: ListedEntry): v.InferOutput<typeof launchable> {
  const parsed = v.safeParse(launchable, value);
  if (parsed.success) return parsed.output;
  const why = fault ?? "needs a taskName, and an objectKey that is text";
  throw new CommandError(
    `${name}, line ${line}: ${why}. Nothing was started. Mend it where it stands; npm run workflow -- check shows all.`,
  );
}
