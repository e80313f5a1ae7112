import { objectFaults } from "../../../workflow/spec-faults";
import { entryRule, keyRule, type SpecContext } from "../../../workflow/spec-rules";
import { listedEntries } from "../lists/entries";
import type { ListSource } from "../lists/source";

/** Findings in a list. */
export interface CheckedList {
  /** Name of the list: a file, or its place in S3. */
  readonly list: string;
  readonly entries: number;
  /** Number of lines with a fault. */
  readonly faulty: number;
  /** The first of the faults, by line. */
  readonly faults: readonly string[];
}

/** Number of faults that are shown. */
const toldFaults = 20;

/**
 * Reads a list to its end and checks each entry by the rules that hold for an entry in a spec. Names need not be unique:
 * rows have them with their places.
 *
 * @throws CommandError when it cannot be read as what it is said to be, and what S3 throws
 */
export async function checkList(source: ListSource, context: Pick<SpecContext, "job"> = {}): Promise<CheckedList> {
  const faults: string[] = [];
  const rule = source.format === "PREFIX" ? keyRule : entryRule(context);
  let [entries, faulty] = [0, 0];
  for await (const { line, value, fault } of listedEntries(source)) {
    entries += 1;
    const found = fault === undefined ? objectFaults(rule, value) : [fault];
    if (found.length === 0) continue;
    faulty += 1;
    faults.push(...found.slice(0, toldFaults - faults.length).map((each) => `line ${line}: ${each}`));
  }
  return { list: source.name, entries, faulty, faults };
}
