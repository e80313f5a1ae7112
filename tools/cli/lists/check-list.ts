import { objectFaults } from "../../../workflow/spec-faults";
import type { ObjectRule } from "../../../workflow/rules";
import { entryRule, keyRule, type SpecContext } from "../../../workflow/spec-rules";
import { listedEntries, type ListedEntry } from "./entries";
import type { ListSource } from "./source";

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

const ruleOf = ({ format }: ListSource, context: Pick<SpecContext, "job">): ObjectRule =>
  format === "PREFIX" ? keyRule : entryRule(context);

/**
 * Reads a list to its end and checks each entry by the rules that hold for an entry in a spec. Names need not be unique:
 * rows have them with their places.
 *
 * @throws CommandError when it cannot be read as what it is said to be, and what S3 throws
 */
export async function checkList(source: ListSource, context: Pick<SpecContext, "job"> = {}): Promise<CheckedList> {
  const faults: string[] = [];
  const rule = ruleOf(source, context);
  let [entries, faulty] = [0, 0];
  for await (const entry of listedEntries(source)) {
    entries += 1;
    const found = faultsOf(entry, rule);
    if (found.length === 0) continue;
    faulty += 1;
    faults.push(...found.slice(0, toldFaults - faults.length).map((fault) => `line ${entry.line}: ${fault}`));
  }
  return { list: source.name, entries, faulty, faults };
}

const faultsOf = ({ value, fault }: ListedEntry, rule: ObjectRule): string[] =>
  fault === undefined ? objectFaults(rule, value) : [fault];
