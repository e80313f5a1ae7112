import { bytesOf } from "./utf8";
import { InvalidWorkflowSpec } from "./errors";
import { mostAttempts } from "./job";
import { limits } from "./limits";
import type { ObjectRule } from "./rules";
import { numberedName, type CompleteSpec, type TaskEntry, type WorkflowSpec } from "./spec";
import { objectFaults } from "./spec-faults";
import { specRule, type SpecContext } from "./spec-rules";
import { overridesOf } from "./task-overrides";

/**
 * Bytes that a spec may have as the row of its run holds it, JSON within JSON: pattern 2 writes that row by a Task state, and
 * what else is in the row and in the call has the rest of what a state takes.
 */
export const specBytes = limits.statePayloadBytes - 16_384;

/** Bytes of a spec as its run's row holds it. */
export const recordedBytes = (spec: unknown): number => bytesOf(JSON.stringify([JSON.stringify(spec)]));

/**
 * Checks a spec as a whole and fills in what the deployment knows. A list in S3 is not read here.
 *
 * @param input what somebody wants to start a workflow with: any JSON value
 * @throws InvalidWorkflowSpec with one line for each fault found
 */
export function parseSpec(input: unknown, context: SpecContext): CompleteSpec {
  const faults = specFaults(input, context);
  if (faults.length > 0) throw new InvalidWorkflowSpec(faults);
  return completed(input as WorkflowSpec, context);
}

/** A spec with all that the deployment knows. */
const completed = (spec: WorkflowSpec, { deployment, job }: SpecContext): CompleteSpec => ({
  ...deployment,
  ...spec,
  ...(job.taskDefaults && { taskDefaults: { ...job.taskDefaults, ...spec.taskDefaults } }),
});

/**
 * Everything that is wrong with a spec, a line for each fault. What is wrong between attributes is looked for once each of
 * them is right. Pattern 2's state machine finds the same, in the same words.
 */
export function specFaults(input: unknown, context: SpecContext): string[] {
  const faults = objectFaults(specRule(context), input);
  if (faults.length > 0) return faults;
  const spec = input as WorkflowSpec;
  return [
    ...listFaults(spec),
    ...duplicateFaults(spec),
    ...(context.job.kind === "copy" ? copyFaults(spec) : []),
    ...sizeFaults(spec),
    ...overrideFaults(spec, context),
  ];
}

function listFaults({ taskList, taskSource }: Partial<Record<keyof WorkflowSpec, unknown>>): string[] {
  if (taskList !== undefined && taskSource !== undefined)
    return ["taskSource: give a list in S3 or a taskList, not both"];
  return (taskList ?? taskSource) ? [] : ["taskList: is missing, and so is taskSource, a list in S3"];
}

/** Finds names that are used more than once. */
function duplicateFaults({ taskList = [] }: WorkflowSpec): string[] {
  const places = new Map<string, number[]>();
  taskList.forEach(({ taskName }, index) => places.set(taskName, [...(places.get(taskName) ?? []), index]));
  return [...places].flatMap(([taskName, [first, ...others]]) =>
    others.map(
      (index) => `taskList[${index}].taskName: ${JSON.stringify(taskName)} is the name of taskList[${first}] too`,
    ),
  );
}

/** Copies are objects of the target folder: those whose keys begin with the prefix would be entries themselves. */
function copyFaults({ taskSource, targetFolder }: WorkflowSpec): string[] {
  if (taskSource?.format !== "PREFIX") return [];
  if (targetFolder === undefined)
    return ["targetFolder: is missing; with the format PREFIX copies must not lie beside their inputs"];
  const { prefix } = taskSource;
  const folder = `${targetFolder.replace(/\/+$/, "")}/`;
  return folder.startsWith(prefix) || prefix.replace(/[^/]+$/, "") === folder
    ? [`targetFolder: copies in it would be entries, their keys begin with the prefix ${JSON.stringify(prefix)}`]
    : [];
}

function sizeFaults(spec: WorkflowSpec): string[] {
  const bytes = recordedBytes(spec);
  return bytes > specBytes
    ? [`spec: it takes ${bytes} bytes in the row of its run, of at most ${specBytes}; put a longer list into S3`]
    : [];
}

/** The longest id that a run may have: which one it gets is not known when a spec is checked. */
export const longestRunId = "9".repeat(limits.numberDigits);

/**
 * Faults of an entry's overrides as a whole, without a path. ECS counts characters of JSON, it does not say of which
 * encoding: here they are bytes of UTF-8, of which there are never fewer.
 */
function overridesFaults(spec: CompleteSpec, entry: TaskEntry): string[] {
  const bytes = bytesOf(JSON.stringify(overridesOf(spec, entry, longestRunId, mostAttempts)));
  return bytes > limits.taskOverridesCharacters
    ? [`its overrides take ${bytes} bytes as JSON, of at most ${limits.taskOverridesCharacters}`]
    : [];
}

/**
 * Faults of the overrides of all entries, and of each. Those of all are as limited wherever the list lies: pattern 2 carries them from
 * state to state. Without anything that a spec overrides, its rules alone keep all of it short.
 */
function overrideFaults(spec: WorkflowSpec, context: SpecContext): string[] {
  if (context.job.allowedOverrides.length === 0) return [];
  const shared = completed(spec, context);
  const faults = (entry: TaskEntry, path: string) => overridesFaults(shared, entry).map((fault) => `${path}: ${fault}`);
  return [
    ...faults({ taskName: "" }, "taskDefaults"),
    ...(spec.taskList ?? []).flatMap((entry, index) => faults(entry, `taskList[${index}]`)),
  ];
}

/**
 * Faults of an entry of a list in S3, a line each.
 *
 * @param rule of the list's entries
 * @param entry any JSON value
 * @param place of the entry in the list, from 0: its task's name begins with it
 */
export function listedFaults(spec: CompleteSpec, rule: ObjectRule, entry: unknown, place: number): string[] {
  const faults = objectFaults(rule, entry);
  if (faults.length > 0) return faults;
  const { taskName, ...more } = entry as TaskEntry;
  return overridesFaults(spec, { ...more, taskName: numberedName(place, taskName) });
}
