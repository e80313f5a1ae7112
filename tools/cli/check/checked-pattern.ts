import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { defaultSettings, type Pattern } from "../../../workflow/deployment";
import { limits } from "../../../workflow/limits";
import { parseSpec } from "../../../workflow/parse-spec";
import { hasSource, type CompleteSourceSpec } from "../../../workflow/spec";
import { mostListedEntries } from "../../../workflow/task-lines";
import { describeError } from "../errors";
import { listInFile, listOf } from "../lists/source";
import type { DeployedStack } from "../outputs";
import { checkList, type CheckedList } from "./checked-list";
import { figuresOf, misfits, type Figure } from "./figures";

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
    if (hasSource(spec)) return await checkSource(input, spec, stack, place);
    const figures = figuresOf(input, spec, stack, spec.taskList.length);
    const warnings = misfits(figures);
    return { pattern, fits: warnings.length === 0, faults: [], warnings, notes: [], figures };
  } catch (error) {
    if (!(error instanceof InvalidWorkflowSpec)) throw error;
    return { pattern, fits: false, faults: error.faults, warnings: [], notes: [] };
  }
}

/** Limit of a list that a launcher reads as a whole before it launches anything. One with faults is refused. */
const mostEntries: Readonly<Partial<Record<Pattern, number>>> = { 1: mostListedEntries };

async function checkSource(
  input: unknown,
  spec: CompleteSourceSpec,
  stack: DeployedStack,
  place: ListPlace,
): Promise<CheckedPattern> {
  const { pattern } = stack;
  const { list, why = "" } = await lookAtList(spec, stack, place);
  const figures = figuresOf(input, spec, stack, list?.entries);
  const ofList = list ? describeFaults(list) : [];
  const most = mostEntries[pattern];
  if (list && most !== undefined && (ofList.length > 0 || list.entries > most)) {
    const tooLong = `taskSource: the list has ${list.entries} entries, of at most ${most}; pattern 2 takes longer ones`;
    throw new InvalidWorkflowSpec([...ofList, ...(list.entries > most ? [tooLong] : [])]);
  }
  const warnings = [...misfits(figures), ...ofList];
  const notes = list ? [describeList(list), describeTasks(spec, list)] : [`The list itself was not checked: ${why}`];
  return { pattern, fits: warnings.length === 0, faults: [], warnings, notes, figures, ...(list && { list }) };
}

/** A list, or why it cannot be had. One that is known not to be there is a fault. */
async function lookAtList(
  spec: CompleteSourceSpec,
  stack: DeployedStack,
  { file, deployed }: ListPlace,
): Promise<{ readonly list?: CheckedList; readonly why?: string }> {
  if (file !== undefined) return { list: await checkList(listInFile(spec, file), stack) };
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

const describeFaults = ({ list, entries, faulty, faults }: CheckedList): string[] => [
  ...faults,
  ...(faulty > faults.length ? [`and more: ${faulty} lines in all have faults`] : []),
  ...(entries === 0 ? [`${list} has no entries: nothing would be launched`] : []),
];

const whole = new Intl.NumberFormat("en-US");

const describeList = ({ list, entries }: CheckedList): string => `${list} has ${whole.format(entries)} entries.`;

/** Assumed working time of a task that says nothing of it: seconds. */
const usualWorkSeconds = 60;

/** Number of tasks that run at once when launching is not held up: what the account's quota should allow. */
function describeTasks({ simulatedWorkSeconds }: CompleteSourceSpec, { entries }: CheckedList): string {
  const seconds = simulatedWorkSeconds ?? usualWorkSeconds;
  const tasks = Math.min(entries, Math.max(limits.launchBurst, limits.launchesPerSecond * seconds));
  const vcpus = (tasks * defaultSettings.taskCpuUnits) / 1_024;
  return (
    `Tasks of ${seconds} s each: ${whole.format(tasks)} at once, ${whole.format(vcpus)} vCPUs by the default settings. ` +
    "With a lower quota they wait for each other; doctor tells the account's."
  );
}
