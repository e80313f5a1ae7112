import { InvalidWorkflowSpec, refusal } from "./errors";
import { limits } from "./limits";
import { numberedName, type TaskEntry } from "./spec";

/**
 * Entries that a launcher's list may have: by the default quotas they are launched within three quarters of an hour, and ECS
 * tells for an hour why a task stopped.
 */
export const mostListedEntries = 50_000;

type FaultsOf = (entry: unknown) => readonly string[];

/**
 * Reads the entries of a list in JSON Lines: an entry a line, with the attributes of an entry of `taskList`. Blank lines are
 * passed over. Each name gets its place in the list.
 *
 * @param faultsOf what is wrong with an entry, any JSON value
 * @throws InvalidWorkflowSpec with a line for each of the first faults: where it is, and what is wrong. All faults of a list of
 * another kind would take more memory than a function has.
 */
export function parseTaskLines(text: string, faultsOf: FaultsOf): TaskEntry[] {
  let [count, total] = [0, 0];
  const entries: TaskEntry[] = [];
  const told: string[] = [];
  for (const { line, number } of linesOf(text)) {
    if ((count += 1) > mostListedEntries) continue;
    const { value, faults } = parseEntry(line, faultsOf);
    if (faults.length === 0) entries.push(value as TaskEntry);
    total += faults.length;
    told.push(...faults.slice(0, refusal.faults - told.length).map((fault) => `taskSource, line ${number}: ${fault}`));
  }
  if (count === 0) throw new InvalidWorkflowSpec(["taskSource: the list has no entries"]);
  if (count > mostListedEntries)
    throw new InvalidWorkflowSpec([
      `taskSource: the list has ${count} entries, of at most ${mostListedEntries}; pattern 2 takes longer ones`,
    ]);
  if (total > 0) throw new InvalidWorkflowSpec(told, total);
  return entries.map((entry, place) => ({ ...entry, taskName: numberedName(place, entry.taskName) }));
}

interface Line {
  readonly line: string;
  /** From 1. */
  readonly number: number;
}

/** The lines of a text that are not blank, one at a time: a text of line feeds alone has millions. */
function* linesOf(text: string): Generator<Line> {
  for (let [start, number] = [0, 1]; start < text.length; number += 1) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? undefined : end);
    if (line.trim() !== "") yield { line, number };
    start = end < 0 ? text.length : end + 1;
  }
}

/** An entry fits into the overrides of a task, so no line of one is longer; what a longer one holds is not made. */
const longestLine = 32 * limits.taskOverridesCharacters;

function parseEntry(
  line: string,
  faultsOf: FaultsOf,
): { readonly value?: unknown; readonly faults: readonly string[] } {
  if (line.length > longestLine)
    return { faults: [`has ${line.length} characters, more than any entry: at most ${longestLine}`] };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { faults: [`is not JSON: ${(error as Error).message}`] };
  }
  return { value, faults: faultsOf(value) };
}
