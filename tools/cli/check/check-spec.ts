import { defaultSettings, type Pattern } from "../../../workflow/deployment";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { launchSeconds, limits } from "../../../workflow/limits";
import { listedFaults, parseSpec, recordedBytes, specBytes } from "../../../workflow/parse-spec";
import { hasSource, type CompleteSourceSpec, type CompleteSpec } from "../../../workflow/spec";
import { entryRule, keyRule, type SpecContext } from "../../../workflow/spec-rules";
import { ListFindings } from "../../../workflow/task-lines";
import { describeError } from "../errors";
import { listedEntries } from "../lists/entries";
import { listOf, noSuchList, type ListSource } from "../lists/source";
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

/** Need of a run for one resource, and how much of it there is. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: "bytes" | "seconds";
}

/** Findings of `check` about a spec in one pattern. */
export interface CheckedPattern {
  readonly pattern: Pattern;
  readonly fits: boolean;
  /** Faults that keep it from being started, with paths. */
  readonly faults: readonly string[];
  /** Faults that keep it from succeeding: invalid entries, or the quotas that an account has when it is new. */
  readonly warnings: readonly string[];
  /** Further remarks. */
  readonly notes: readonly string[];
  /** Absent when the spec is none. */
  readonly figures?: readonly Figure[];
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
    const figures = figuresOf(input, spec, stack, list?.entries ?? spec.taskList?.length);
    const warnings = [...misfits(figures), ...(list ? warningsOf(list) : [])];
    const notes = list ? notesOf(spec, list) : hasSource(spec) ? [`The list itself was not checked: ${why}`] : [];
    return { pattern, fits: warnings.length === 0, faults: [], warnings, notes, figures, ...(list && { list }) };
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
  const rule = source.format === "PREFIX" ? keyRule : entryRule({ job });
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

/** Assumed working time of a task that says nothing of it: seconds. */
const usualWorkSeconds = 60;

/** The length of a list, and the number of tasks that run at once when launching is not held up: what the account's quota should allow. */
function notesOf({ simulatedWorkSeconds: seconds = usualWorkSeconds }: CompleteSpec, { list, entries }: CheckedList) {
  const tasks = Math.min(entries, Math.max(limits.launchBurst, limits.launchesPerSecond * seconds));
  const vcpus = (tasks * defaultSettings.taskCpuUnits) / 1_024;
  return [
    `${list} has ${whole.format(entries)} entries.`,
    `Tasks of ${seconds} s each: ${whole.format(tasks)} at once, ${whole.format(vcpus)} vCPU by the default settings. ` +
      "With a lower quota they wait for each other; doctor tells the account's.",
  ];
}

/** An entry takes so long to launch, half of it RunTask: seconds. */
const secondsInLaunch = 1;

/** Duration of launching, by the quotas of a new account and by how many entries are in launching at once: seconds. */
const launchingSeconds = (entries: number, concurrency: number): number =>
  Math.max(launchSeconds(entries), entries <= concurrency ? 0 : (entries * secondsInLaunch) / concurrency);

/**
 * Needs of a run, and what there is.
 *
 * @param input the spec as it is given
 * @param entries in its list; undefined where nobody has looked
 */
function figuresOf(
  input: unknown,
  spec: CompleteSpec,
  { maxTimeoutSeconds }: DeployedStack,
  entries: number | undefined,
): Figure[] {
  const size: Figure = {
    what: "the spec in its run's row",
    value: recordedBytes(input),
    limit: specBytes,
    unit: "bytes",
  };
  if (entries === undefined) return [size];
  const { launchConcurrency = limits.launchesPerSecond, maxConcurrency = Infinity, simulatedWorkSeconds = 0 } = spec;
  const working = Math.max(1, Math.ceil(entries / maxConcurrency)) * simulatedWorkSeconds;
  const time: Figure = {
    what: "launching and simulated work, within the deadline",
    value: launchingSeconds(entries, Math.min(launchConcurrency, maxConcurrency)) + working,
    limit: spec.timeoutSeconds ?? maxTimeoutSeconds,
    unit: "seconds",
  };
  return [size, time];
}

/** The limits that a run would break, a line each. */
const misfits = (figures: readonly Figure[]): string[] =>
  figures
    .filter(({ value, limit }) => value > limit)
    .map(({ what, value, limit, unit }) => `${what} takes ${value} ${unit}, of at most ${limit}`);
