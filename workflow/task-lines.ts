import { InvalidWorkflowSpec } from "./errors";
import { numberedName } from "./numbered-name";
import type { TaskEntry } from "./spec";
import { objectFaults } from "./spec-faults";
import { entryRule } from "./spec-rules";

/**
 * Entries that a launcher's list may have: by the default quotas they are launched within three quarters of an hour, and ECS
 * tells for an hour why a task stopped.
 */
export const mostListedEntries = 50_000;

/**
 * Reads the entries of a list in JSON Lines: an entry a line, with the attributes of an entry of `taskList`. Blank lines are
 * passed over. Each name gets its place in the list.
 *
 * @throws InvalidWorkflowSpec with a line for each fault: where it is, and what is wrong
 */
export function parseTaskLines(text: string): TaskEntry[] {
  const lines = text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "");
  if (lines.length === 0) throw new InvalidWorkflowSpec(["taskSource: the list has no entries"]);
  if (lines.length > mostListedEntries)
    throw new InvalidWorkflowSpec([
      `taskSource: the list has ${lines.length} entries, of at most ${mostListedEntries}; pattern 3 takes longer ones`,
    ]);
  const parsed = lines.map(({ line, number }) => ({ ...parseEntry(line), number }));
  const faults = parsed.flatMap(({ faults, number }) => faults.map((fault) => `taskSource, line ${number}: ${fault}`));
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  return parsed.map(({ value }, place) => {
    const entry = value as TaskEntry;
    return { ...entry, taskName: numberedName(place, entry.taskName) };
  });
}

function parseEntry(line: string): { readonly value?: unknown; readonly faults: readonly string[] } {
  try {
    const value: unknown = JSON.parse(line);
    return { value, faults: objectFaults(entryRule, value) };
  } catch (error) {
    return { faults: [`is not JSON: ${(error as Error).message}`] };
  }
}
