import * as v from "valibot";
import type { SummaryRow } from "../../../workflow/audit-rows";
import type { AuditStore } from "../../../workflow/audit-store";
import type { RunKey } from "../../../workflow/run-key";
import { InvalidWorkflowSpec, RedriveRefused } from "../../../workflow/errors";
import type { SourceSpec, TaskSource } from "../../../workflow/spec";
import { ruleFaults } from "../../../workflow/spec-faults";
import { sourceRule } from "../../../workflow/spec-rules";
import { CommandError } from "../command-error";
import { listedEntries, type ListedEntry } from "../lists/entries";
import { NamedOutcomes, outcomeAttributes, PlacedOutcomes, type Outcomes } from "../lists/outcomes";
import { listOf, type ListSource } from "../lists/source";
import { newListSource } from "../lists/write-list";
import type { DeployedStack } from "../outputs";
import { inherited, type EarlierSource } from "./earlier-source";
import { numberedTaskOf } from "./task-list";

/** A new run of what did not complete, with a list that is still to be written. */
export interface SourceRedrive {
  /** The new run's spec, not yet checked. It names the list. */
  readonly spec: object;
  readonly list: {
    readonly key: string;
    /** Throws as it goes where the list is not the one that the earlier run had. */
    readonly entries: AsyncIterable<unknown>;
    /** @throws RedriveRefused when nothing is left to do */
    readonly check: (count: number) => void;
  };
}

/**
 * Plans the run of those entries of an earlier run's list that did not complete in it. The list is read as it is now: an entry
 * that has a row must be where it was and be called as it was; what else it says may have been mended.
 *
 * @param request what the new run's spec says by itself
 */
export async function planSourceRedrive(
  { deployment }: DeployedStack,
  audit: AuditStore,
  run: RunKey,
  {
    summary,
    earlier,
    request,
  }: { readonly summary: SummaryRow; readonly earlier: EarlierSource; readonly request: object },
): Promise<SourceRedrive> {
  // What it says of its list is looked at here, before the list is read; the rest is checked with the whole spec.
  const given: Partial<Pick<SourceSpec, "s3BucketName" | "taskSource">> = request;
  const faults = given.taskSource === undefined ? [] : ruleFaults(sourceRule, given.taskSource, "taskSource");
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  const s3BucketName = given.s3BucketName ?? earlier.s3BucketName ?? deployment.s3BucketName;
  const taskSource = given.taskSource ?? earlier.taskSource;
  const source = listOf({ region: deployment.region, s3BucketName, taskSource });
  const outcomes = await outcomesOf(audit, run, summary, taskSource);
  const written = newListSource(deployment.s3BucketName);
  const bucket = taskSource.bucket ?? s3BucketName;
  return {
    spec: { ...inherited(earlier), ...request, taskSource: written },
    list: {
      key: written.key,
      entries: unfinished(source, outcomes, { run, summary, entryOf: entryMaker(source, bucket, s3BucketName) }),
      check: (count) => {
        if (count === 0) throw new RedriveRefused(run, `all tasks of ${source.name} completed in it`);
      },
    },
  };
}

async function outcomesOf(audit: AuditStore, run: RunKey, summary: SummaryRow, { format }: TaskSource) {
  const outcomes = format === "PREFIX" ? new NamedOutcomes() : new PlacedOutcomes(summary.number_of_tasks);
  for await (const rows of audit.pages(run, "all", outcomeAttributes)) for (const row of rows) outcomes.add(row);
  return outcomes;
}

/** Attributes of an entry that launching needs. */
const launchable = v.looseObject({
  taskName: v.pipe(v.string(), v.nonEmpty()),
  objectKey: v.optional(v.pipe(v.string(), v.nonEmpty())),
});
type Launchable = v.InferOutput<typeof launchable>;

type EntryMaker = (entry: Launchable, place: number) => unknown;

/** The entry in the new list: as it is, or, of an object, what a line says of it. */
const entryMaker = ({ format }: ListSource, bucket: string, s3BucketName: string): EntryMaker =>
  format === "PREFIX"
    ? ({ objectKey = "" }, place) => ({
        ...numberedTaskOf(objectKey, place),
        ...(bucket !== s3BucketName && { s3BucketName: bucket }),
      })
    : (entry) => entry;

interface Redriven {
  readonly run: RunKey;
  readonly summary: SummaryRow;
  readonly entryOf: EntryMaker;
}

async function* unfinished(source: ListSource, outcomes: Outcomes, redriven: Redriven): AsyncGenerator {
  const { run, summary, entryOf } = redriven;
  let entries = 0;
  for await (const listed of listedEntries(source)) {
    entries = listed.place + 1;
    const entry = entryIn(source, listed);
    const outcome = outcomes.of(listed.place, entry.taskName);
    if (outcome === "other")
      throw new RedriveRefused(
        run,
        `${source.name} has changed, line ${listed.line} was not called "${entry.taskName}"`,
      );
    if (outcome === "open") yield entryOf(entry, listed.place);
  }
  const least = source.format === "PREFIX" ? 0 : Math.max(outcomes.size, summary.number_of_tasks);
  if (entries < least)
    throw new RedriveRefused(run, `${source.name} has changed, it had ${least} entries and now has ${entries}`);
}

/** @throws CommandError for one that could not be launched again either */
function entryIn({ name }: ListSource, { line, value, fault }: ListedEntry): Launchable {
  const parsed = v.safeParse(launchable, value);
  if (parsed.success) return parsed.output;
  const why = fault ?? "needs a taskName, and an objectKey that is text";
  throw new CommandError(
    `${name}, line ${line}: ${why}. Nothing was started. Mend it where it stands; npm run workflow -- check shows all.`,
  );
}
