import { InvalidWorkflowSpec } from "../../../workflow/errors";
import type { CompleteSourceSpec } from "../../../workflow/spec";
import { objectFaults } from "../../../workflow/spec-faults";
import { entryRule, keyRule, type SpecContext } from "../../../workflow/spec-rules";
import { describeError } from "../errors";
import { listedEntries } from "../lists/entries";
import { listOf, type ListSource } from "../lists/source";
import type { DeployedStack } from "../outputs";

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

/** Access to the entries of a list in S3. */
export interface ListPlace {
  /** A file that has the list. @default what the spec names */
  readonly file?: string | undefined;
  /** False where nothing is deployed: then S3 has no list. */
  readonly deployed: boolean;
}

/** A list, or why it cannot be had. One that is known not to be there is a fault. */
export async function lookAtList(
  spec: CompleteSourceSpec,
  stack: DeployedStack,
  { file, deployed }: ListPlace,
): Promise<{ readonly list?: CheckedList; readonly why?: string }> {
  if (file !== undefined) return { list: await checkList(listOf(spec, file), stack) };
  if (!deployed) return { why: "nothing is deployed. Name a file of it with --list FILE" };
  const source = listOf(spec);
  try {
    return { list: await checkList(source, stack) };
  } catch (error) {
    const { name } = error as Error;
    if (name === "NoSuchKey" || name === "NoSuchBucket")
      throw new InvalidWorkflowSpec([`taskSource: there is no ${source.name}: put the list there first`]);
    return { why: describeError(error) };
  }
}
