import * as v from "valibot";
import { overridesCharacters } from "../../../workflow/fit";
import { numberedName } from "../../../workflow/numbered-name";
import type { KnownList } from "../source-fit";
import type { CompleteSourceSpec } from "../../../workflow/source-spec";
import { describeIssue, taskEntrySchema } from "../../../workflow/spec";
import { listedEntries, type ListedEntry } from "./entries";
import type { ListSource } from "./source";

/** What was found in a list. */
export interface CheckedList extends KnownList {
  /** Which list: a file, or where it is in S3. */
  readonly list: string;
  /** How many lines have a fault. */
  readonly faulty: number;
  /** The first of the faults, by line. */
  readonly faults: readonly string[];
}

/** So many faults are told. */
const toldFaults = 20;

/** An object's key may be longer than a task's name: what a prefix finds is checked for its key alone. */
const schemas = {
  JSONL: taskEntrySchema,
  CSV: taskEntrySchema,
  PREFIX: v.object({ objectKey: taskEntrySchema.entries.objectKey }),
};

/**
 * Reads a list to its end and checks each entry by the rules that hold for an entry in a spec. Names need not be unique:
 * rows have them with their places.
 *
 * @throws CommandError when it cannot be read as what it is said to be, and what S3 throws
 */
export async function checkList(source: ListSource, spec: CompleteSourceSpec): Promise<CheckedList> {
  const faults: string[] = [];
  let [entries, faulty, longest] = [0, 0, 0];
  const entryFaults = faultsOf(source);
  for await (const entry of listedEntries(source)) {
    entries += 1;
    const found = entryFaults(entry);
    if (found.length > 0) {
      faulty += 1;
      faults.push(...found.slice(0, toldFaults - faults.length).map((fault) => `line ${entry.line}: ${fault}`));
    } else longest = Math.max(longest, charactersOf(spec, entry));
  }
  return { list: source.name, entries, overridesCharacters: longest, faulty, faults };
}

const faultsOf =
  ({ format }: ListSource) =>
  ({ value, fault }: ListedEntry): string[] => {
    if (fault !== undefined) return [fault];
    const { issues = [] } = v.safeParse(schemas[format], value);
    return issues.map((issue) => describeIssue(issue, "entry"));
  };

function charactersOf(spec: CompleteSourceSpec, { place, value }: ListedEntry): number {
  const entry = value as v.InferOutput<typeof taskEntrySchema>;
  return overridesCharacters(spec, { ...entry, taskName: numberedName(place, entry.taskName) });
}
