import { bytesOf } from "./bytes";
import type { Deployment } from "./deployment";
import { InvalidWorkflowSpec } from "./errors";
import { limits } from "./limits";
import { objectFaults } from "./spec-faults";
import { specRule, type SpecContext } from "./spec-rules";

/** One entry of a list: one container to run. */
export interface TaskEntry {
  /** Name of the task, unique within a `taskList`. */
  readonly taskName: string;
  /** Bucket of this entry's object. @default the spec's bucket */
  readonly s3BucketName?: string;
  /** Key of the object to work on. */
  readonly objectKey: string;
}

/** Where in S3 the entries of a list are. */
export type TaskSource =
  | {
      /** An entry a line: JSON objects, or CSV with a first line of names. Attributes as in a `taskList`. */
      readonly format: "JSONL" | "CSV";
      /** @default the spec's bucket */
      readonly bucket?: string;
      readonly key: string;
    }
  | {
      /** Each object whose key begins with the prefix is an entry; a key that ends with `/` stands for a folder, and is none. */
      readonly format: "PREFIX";
      readonly bucket?: string;
      readonly prefix: string;
    };

/** What a spec may say beside its list. What a deployment knows defaults to the deployment's own values. */
interface SpecBase extends Partial<Deployment> {
  readonly $schema?: string;
  /** Digits. */
  readonly workflowRunId?: string;
  readonly redriveOf?: string;
  readonly timeoutSeconds?: number;
  readonly targetFolder?: string;
  readonly simulatedWorkSeconds?: number;
  /** Pattern 2: entries in launching at once. @default the deployment's */
  readonly launchConcurrency?: number;
}

/** A spec that brings its list along. */
export interface ListSpec extends SpecBase {
  readonly taskList: readonly TaskEntry[];
  readonly taskSource?: undefined;
}

/** A spec whose list lies in S3. Its names are unique by their places in it. */
export interface SourceSpec extends SpecBase {
  readonly taskList?: undefined;
  readonly taskSource: TaskSource;
  /** Pattern 2: launching ends once more of the entries than this could not be launched, percent. @default the deployment's */
  readonly toleratedLaunchFailurePercentage?: number;
}

/** A workflow spec: the input of an execution. */
export type WorkflowSpec = ListSpec | SourceSpec;

type Completed<Spec extends WorkflowSpec> = Deployment & Omit<Spec, keyof Deployment>;

/** A spec whose list lies in S3, with everything in it that the deployment filled in. */
export type CompleteSourceSpec = Completed<SourceSpec>;

/** A spec of either kind, with everything in it that the deployment filled in. */
export type CompleteSpec = Completed<ListSpec> | CompleteSourceSpec;

/** A complete spec with its list, wherever that was read from. */
export type CompleteWorkflowSpec = Completed<Omit<ListSpec, "taskSource">> & {
  /** Where in S3 the list was read from, if it was: then each name begins with its place in it. */
  readonly taskSource?: TaskSource | undefined;
};

/** True for a spec whose list lies in S3. */
export const hasSource = (spec: CompleteSpec): spec is CompleteSourceSpec => spec.taskSource !== undefined;

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
  return { ...context.deployment, ...(input as WorkflowSpec) };
}

/**
 * Everything that is wrong with a spec, a line for each fault. What is wrong between attributes is looked for once each of
 * them is right. Pattern 2's state machine finds the same, in the same words.
 */
export function specFaults(input: unknown, context: SpecContext): string[] {
  const faults = objectFaults(specRule(context), input);
  if (faults.length > 0) return faults;
  const spec = input as WorkflowSpec;
  return [...listFaults(spec), ...duplicateFaults(spec), ...copyFaults(spec), ...sizeFaults(spec)];
}

function listFaults({ taskList, taskSource }: Partial<Record<keyof WorkflowSpec, unknown>>): string[] {
  if (taskList !== undefined && taskSource !== undefined)
    return ["taskSource: give a list in S3 or a taskList, not both"];
  return (taskList ?? taskSource) ? [] : ["taskList: is missing, and so is taskSource, a list in S3"];
}

/** Where each name is used that is used more than once. */
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
