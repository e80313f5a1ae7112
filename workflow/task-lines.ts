import * as v from "valibot";
import { InvalidWorkflowSpec } from "./errors";
import { describeIssue, taskEntrySchema, type TaskEntry } from "./spec";

/**
 * Reads the entries of a list in JSON Lines: an entry a line, with the attributes of an entry of `taskList`. Blank lines are
 * passed over.
 *
 * @param most so many entries the list may have
 * @throws InvalidWorkflowSpec with a line for each fault: where it is, and what is wrong
 */
export function parseTaskLines(text: string, most: number): TaskEntry[] {
  const lines = text
    .split("\n")
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== "");
  if (lines.length === 0) throw new InvalidWorkflowSpec(["taskSource: the list has no entries"]);
  if (lines.length > most)
    throw new InvalidWorkflowSpec([
      `taskSource: the list has ${lines.length} entries, of at most ${most}; pattern 3 takes longer ones`,
    ]);
  const faults: string[] = [];
  const entries = lines.flatMap(({ line, number }) => {
    const result = parseEntry(line);
    if (!("faults" in result)) return [result.entry];
    faults.push(...result.faults.map((fault) => `taskSource, line ${number}: ${fault}`));
    return [];
  });
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  return entries;
}

type Parsed = { readonly entry: TaskEntry } | { readonly faults: readonly string[] };

function parseEntry(line: string): Parsed {
  try {
    const result = v.safeParse(taskEntrySchema, JSON.parse(line));
    return result.success
      ? { entry: result.output }
      : { faults: result.issues.map((issue) => describeIssue(issue, "entry")) };
  } catch (error) {
    return { faults: [`is not JSON: ${(error as Error).message}`] };
  }
}
