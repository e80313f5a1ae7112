import { bytesOf } from "../../../workflow/utf8";
import { InvalidWorkflowSpec } from "../../../workflow/errors";
import { copyJob } from "../../../workflow/job";
import { recordedBytes, specBytes } from "../../../workflow/parse-spec";
import type { TaskEntry } from "../../../workflow/spec";
import { objectFaults } from "../../../workflow/spec-faults";
import { entryRule } from "../../../workflow/spec-rules";
import { CommandError } from "../errors";
import type { DeployedStack } from "../outputs";
import type { PlannedRun } from "../run/start";
import { newListSource } from "./write-list";

/** Bytes of UTF-8 that a task's name may have. */
const nameBytes = 128;

const isName = (name: string): boolean => name !== "" && bytesOf(name) <= nameBytes;

const lastPart = (key: string): string => key.replace(/\/+$/, "").split("/").at(-1) ?? "";

/** The task of an object in a list where names need not differ: called as the object is, or numbered. */
export function numberedTaskOf(objectKey: string, index: number): TaskEntry {
  const name = lastPart(objectKey);
  return { taskName: isName(name) ? name : `task_${index + 1}`, objectKey };
}

/**
 * A list with one task for each object. Tasks are called as their objects are where that tells them apart, and numbered
 * otherwise.
 */
export function taskListOf(keys: readonly string[]): TaskEntry[] {
  const names = keys.map(lastPart);
  const tell = new Set(names).size === names.length && names.every(isName);
  return keys.map((objectKey, index) => ({ taskName: tell ? (names[index] ?? "") : `task_${index + 1}`, objectKey }));
}

/** Entries that are put into a spec; a longer list is written into the bucket. */
const mostInSpec = 1_000;

/**
 * A run with one task for each object: its list in the spec, or in S3 where it is long.
 *
 * @param from place of the keys, for the fault that there are none
 * @throws CommandError when there are none
 */
export async function runOfKeys(stack: DeployedStack, keys: AsyncIterable<string>, from: string): Promise<PlannedRun> {
  const iterator = keys[Symbol.asyncIterator]();
  const first: string[] = [];
  while (first.length <= mostInSpec) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  if (first.length === 0) throw new CommandError(`There is no object ${from}, so there is nothing to start.`);
  const spec = { taskList: taskListOf(first) };
  if (first.length <= mostInSpec && recordedBytes(spec) <= specBytes / 2) return { spec };
  const source = newListSource(stack);
  async function* all(): AsyncGenerator<string> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { spec: { taskSource: source }, list: { source, entries: checkedTasks(all()) } };
}

/** An entry that is made of a key, which the copy requires. */
const keyed = entryRule(copyJob);

async function* checkedTasks(keys: AsyncIterable<string>): AsyncGenerator<TaskEntry> {
  let index = 0;
  for await (const key of keys) {
    const entry = numberedTaskOf(key, index++);
    const faults = objectFaults(keyed, entry);
    if (faults.length > 0) throw new InvalidWorkflowSpec(faults.map((fault) => `key ${index}, "${key}": ${fault}`));
    yield entry;
  }
}
