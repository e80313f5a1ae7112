import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { copyJob } from "../../../workflow/job";
import { recordedBytes, specBytes } from "../../../workflow/parse-spec";
import type { TaskEntry } from "../../../workflow/spec";
import { objectFaults } from "../../../workflow/spec-faults";
import { entryRule } from "../../../workflow/spec-rules";
import { bytesOf } from "../../../workflow/utf8";
import { CommandError } from "../errors";
import type { DeployedStack } from "../outputs";
import type { PlannedRun } from "../run/start";
import { newList } from "./write-list";

/** Bytes of UTF-8 that a task's name may have. */
const nameBytes = 128;

/** The task of an object in a list where names need not differ: called as the object is, or numbered. */
export function numberedTaskOf(objectKey: string, index: number): TaskEntry {
  const name = objectKey.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return { taskName: name !== "" && bytesOf(name) <= nameBytes ? name : `task_${index + 1}`, objectKey };
}

/**
 * A list with one task for each object. Tasks are called as their objects are where that tells them apart, and numbered
 * otherwise.
 */
export function taskListOf(keys: readonly string[]): TaskEntry[] {
  const named = keys.map(numberedTaskOf);
  if (new Set(named.map(({ taskName }) => taskName)).size === keys.length) return named;
  return keys.map((objectKey, index) => ({ taskName: `task_${index + 1}`, objectKey }));
}

/** Entries that are put into a spec; a longer list is written into the bucket. */
const mostInSpec = 1_000;

/** An entry that is made of a key, which the copy requires. */
const keyed = entryRule(copyJob);

/**
 * A run with one task for each object: its list in the spec, or in S3 where it is long.
 *
 * @param from place of the keys, for the fault that there are none
 * @throws CommandError when there are none
 * @throws InvalidWorkflowSpec for keys of a long list that name no object
 */
export function runOfKeys(stack: DeployedStack, keys: readonly string[], from: string): PlannedRun {
  if (keys.length === 0) throw new CommandError(`There is no object ${from}, so there is nothing to start.`);
  if (keys.length <= mostInSpec) {
    const spec = { taskList: taskListOf(keys) };
    if (recordedBytes(spec) <= specBytes / 2) return { spec };
  }
  const entries = keys.map(numberedTaskOf);
  const faults = entries.flatMap((entry, index) =>
    objectFaults(keyed, entry).map((fault) => `key ${index + 1}, "${entry.objectKey}": ${fault}`),
  );
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  const list = newList(stack, entries);
  return { spec: { taskSource: list.source }, list };
}
