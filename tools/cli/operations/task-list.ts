import { bytesOf } from "../../../workflow/bytes";
import type { TaskEntry } from "../../../workflow/spec";

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
