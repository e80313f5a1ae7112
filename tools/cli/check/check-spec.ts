import type { Pattern } from "../../../workflow/deployment";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { launchSeconds } from "../../../workflow/limits";
import { listedFaults, parseSpec, recordedBytes, specBytes } from "../../../workflow/parse-spec";
import { hasSource, type CompleteSourceSpec, type CompleteSpec } from "../../../workflow/spec";
import { entryRule, keyRule, type SpecContext } from "../../../workflow/spec-rules";
import { ListFindings } from "../../../workflow/task-lines";
import { describeError } from "../errors";
import { listedEntries, listOf, noSuchList, type ListSource } from "../lists/source";
import type { DeployedStack } from "../outputs";

/** Findings in a list. */
interface CheckedList {
  /** Name of the list: a file, or its place in S3. */
  readonly list: string;
  readonly entries: number;
  /** Number of lines with a fault. */
  readonly faulty: number;
  /** The first of the faults, by line. */
  readonly faults: readonly string[];
}

/** Findings of `check` about a spec in one pattern. */
export interface CheckedPattern {
  readonly pattern: Pattern;
  readonly fits: boolean;
  /** Faults that keep it from being started, with paths. */
  readonly faults: readonly string[];
  /** Faults that keep it from succeeding: invalid entries, or the quotas that an account has when it is new. */
  readonly warnings: readonly string[];
  /** Further remarks: what the run takes, and of how much. Empty when the spec is none. */
  readonly notes: readonly string[];
  /** Of a list in S3 that could be read. */
  readonly list?: CheckedList;
}

/** Access to the entries of a list in S3. */
interface ListPlace {
  /** A file that has the list. @default what the spec names */
  readonly file?: string | undefined;
  /** False where nothing is deployed: then S3 has no list. */
  readonly deployed: boolean;
}

/**
 * Checks a spec by the rules of a pattern, and the entries of its list with it, wherever they are.
 *
 * @param input any JSON value
 * @throws CommandError when the file of the list cannot be read
 */
export async function checkSpec(input: unknown, stack: DeployedStack, place: ListPlace): Promise<CheckedPattern> {
  const { pattern } = stack;
  try {
    const spec = parseSpec(input, stack);
    const { list, why = "" } = hasSource(spec) ? await lookAtList(spec, stack, place) : {};
    const entries = list?.entries ?? spec.taskList?.length;
    const time = entries === undefined ? undefined : timeOf(spec, entries, stack);
    const warnings = [...(time?.isTooLong ? [time.text] : []), ...(list ? warningsOf(list) : [])];
    const notes = [
      `The spec takes ${whole.format(recordedBytes(input))} bytes in the row of its run, of at most ${whole.format(specBytes)}.`,
      ...(time && !time.isTooLong ? [time.text] : []),
      ...(list
        ? [`${list.list} has ${whole.format(list.entries)} entries.`]
        : hasSource(spec)
          ? [`The list itself was not checked: ${why}`]
          : []),
    ];
    return { pattern, fits: warnings.length === 0, faults: [], warnings, notes, ...(list && { list }) };
  } catch (error) {
    if (!(error instanceof InvalidWorkflowSpec)) throw error;
    return { pattern, fits: false, faults: error.faults, warnings: [], notes: [] };
  }
}

/**
 * Findings in a list, or why there are none.
 *
 * @throws InvalidWorkflowSpec for a list that is known not to be there, and for one that a launcher refuses
 */
async function lookAtList(
  spec: CompleteSourceSpec,
  stack: DeployedStack,
  { file, deployed }: ListPlace,
): Promise<{ readonly list?: CheckedList; readonly why?: string }> {
  if (file === undefined && !deployed) return { why: "nothing is deployed. Name a file of it with --list FILE" };
  const source = listOf(spec, file);
  try {
    return { list: await checkList(source, spec, stack) };
  } catch (error) {
    if (file !== undefined || error instanceof InvalidWorkflowSpec) throw error;
    if (["NoSuchKey", "NoSuchBucket"].includes((error as Error).name)) throw noSuchList(source);
    return { why: describeError(error) };
  }
}

/**
 * Reads a list to its end and checks each entry by the rules that whoever launches it goes by.
 *
 * @throws CommandError when it cannot be read as what it is said to be, and what S3 throws
 * @throws InvalidWorkflowSpec for a list that a launcher refuses
 */
export async function checkList(
  source: ListSource,
  spec: CompleteSpec,
  { pattern, job }: Pick<SpecContext, "pattern" | "job">,
): Promise<CheckedList> {
  const findings = new ListFindings();
  const rule = source.isPrefix ? keyRule : entryRule(job);
  for await (const { line, place, value, fault } of listedEntries(source))
    findings.add(line, fault === undefined ? listedFaults(spec, rule, value, place) : [fault]);
  if (pattern === 1) findings.refuse();
  const { entries, faulty, faults } = findings;
  return { list: source.name, entries, faulty, faults };
}

const warningsOf = ({ list, entries, faulty, faults }: CheckedList): string[] => [
  ...faults,
  ...(faulty > faults.length ? [`and more: ${faulty} lines in all have faults`] : []),
  ...(entries === 0 ? [`${list} has no entries: nothing would be launched`] : []),
];

const whole = new Intl.NumberFormat("en-US");

/** Time that a list takes of its run's, as far as it can be told: launching, and the work that is simulated. */
function timeOf(spec: CompleteSpec, entries: number, { maxTimeoutSeconds }: DeployedStack) {
  const { timeoutSeconds = maxTimeoutSeconds, maxConcurrency = Infinity, simulatedWorkSeconds = 0 } = spec;
  const rounds = Math.max(1, Math.ceil(entries / maxConcurrency));
  const seconds = launchSeconds(entries) + rounds * simulatedWorkSeconds;
  const text = `Launching and simulated work take ${whole.format(seconds)} s, of at most ${whole.format(timeoutSeconds)} s until the deadline.`;
  return { text, isTooLong: seconds > timeoutSeconds };
}
