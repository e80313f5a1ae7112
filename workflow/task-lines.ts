import { InvalidWorkflowSpec, refusal } from "./errors";
import { limits } from "./limits";
import { numberedName, type TaskEntry } from "./spec";

/**
 * Entries that a launcher's list may have: by the default quotas they are launched within three quarters of an hour, and ECS
 * tells for an hour why a task stopped.
 */
export const mostListedEntries = 50_000;

/** Findings about the entries of a list: how many there are, and the first of their faults, since all of them may be too many for memory. */
export class ListFindings {
  entries = 0;
  /** Number of entries that have a fault. */
  faulty = 0;
  /** A line for each of the first faults: where it is, and what is wrong. */
  readonly faults: string[] = [];
  private total = 0;

  /**
   * Takes note of an entry.
   *
   * @param line where it is, from 1
   * @returns true for one without faults
   */
  add(line: number, faults: readonly string[]): boolean {
    this.entries += 1;
    this.total += faults.length;
    if (faults.length > 0) this.faulty += 1;
    const room = refusal.faults - this.faults.length;
    this.faults.push(...faults.slice(0, room).map((fault) => `taskSource, line ${line}: ${fault}`));
    return faults.length === 0;
  }

  /** @throws InvalidWorkflowSpec for a list that a launcher does not take: all of it is read before anything is launched */
  refuse(): void {
    if (this.entries === 0) throw new InvalidWorkflowSpec(["taskSource: the list has no entries"]);
    if (this.entries > mostListedEntries)
      throw new InvalidWorkflowSpec([
        `taskSource: the list has ${this.entries} entries, of at most ${mostListedEntries}; pattern 2 takes longer ones`,
      ]);
    if (this.total > 0) throw new InvalidWorkflowSpec(this.faults, this.total);
  }
}

/**
 * Reads the entries of a list in JSON Lines: an entry a line, with the attributes of an entry of `taskList`. Blank lines are
 * passed over. Each name gets its place in the list.
 *
 * @param faultsOf what is wrong with an entry, any JSON value, at its place in the list
 * @throws InvalidWorkflowSpec
 */
export function parseTaskLines(
  text: string,
  faultsOf: (entry: unknown, place: number) => readonly string[],
): TaskEntry[] {
  const findings = new ListFindings();
  const entries: TaskEntry[] = [];
  for (const [line, number] of linesOf(text)) {
    const place = findings.entries;
    // Of a list that is too long nothing but its length is looked at.
    const { value, fault } = place < mostListedEntries ? entryOfLine(line) : { fault: "is one too many" };
    if (findings.add(number, fault === undefined ? faultsOf(value, place) : [fault])) entries.push(value as TaskEntry);
  }
  findings.refuse();
  return entries.map((entry, place) => ({ ...entry, taskName: numberedName(place, entry.taskName) }));
}

/** The lines of a text that are not blank, with their numbers from 1, one at a time: a text of line feeds alone has millions. */
export function* linesOf(text: string): Generator<readonly [line: string, number: number]> {
  for (let [start, number] = [0, 1]; start < text.length; number += 1) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? undefined : end);
    if (line.trim() !== "") yield [line, number];
    start = end < 0 ? text.length : end + 1;
  }
}

/** An entry fits into the overrides of a task, so no line of one is longer; what a longer one holds is not made. */
const longestLine = 32 * limits.taskOverridesCharacters;

/** The JSON value of a line, or what is wrong with it where there is none. */
export function entryOfLine(line: string): { readonly value?: unknown; readonly fault?: string } {
  if (line.length > longestLine)
    return { fault: `has ${line.length} characters, more than any entry: at most ${longestLine}` };
  try {
    return { value: JSON.parse(line) as unknown };
  } catch (error) {
    return { fault: `is not JSON: ${(error as Error).message}` };
  }
}
