import type { Deployment } from "./deployment";
import type { retryOptions } from "./job";

/** Attributes of a task beside its object: of its entry, or of `taskDefaults` where its entry does not say. */
export interface TaskAttributes {
  /** In place of the image's own CMD. */
  readonly command?: readonly string[];
  /** Further variables of the container. An entry's are added to those of `taskDefaults`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** With `memoryMib`, a size that Fargate offers. @default the task definition's */
  readonly cpuUnits?: number;
  readonly memoryMib?: number;
  readonly ephemeralStorageGib?: number;
  /** From its start on; a task that runs longer is stopped. @default the run's deadline */
  readonly timeoutSeconds?: number;
  /** Tasks that the entry may have in all, one after the other. @default 1, on Fargate Spot 3 */
  readonly attempts?: number;
  /** Ends of a task after which another attempt is made. @default any, on Fargate Spot infrastructure */
  readonly retryOn?: (typeof retryOptions)[number];
}

/** One entry of a list: one container to run. */
export interface TaskEntry extends TaskAttributes {
  /** Name of the task, unique within a `taskList`. */
  readonly taskName: string;
  /** Bucket of this entry's object. @default the spec's bucket */
  readonly s3BucketName?: string;
  /** Key of the object to work on; the copy of an object requires it. */
  readonly objectKey?: string;
}

/** Place in S3 of a list's entries. */
export type TaskSource =
  | {
      /** An entry a line: JSON objects, or CSV with a first line of names. Attributes as in a `taskList`. */
      readonly format: "JSONL" | "CSV";
      /** @default the spec's bucket */
      readonly bucket?: string;
      readonly key: string;
    }
  | {
      /** Each object whose key begins with the prefix is an entry, but for empty ones whose keys end with `/`: they stand for folders. */
      readonly format: "PREFIX";
      readonly bucket?: string;
      readonly prefix: string;
    };

/**
 * A workflow spec: the input of an execution. It has a list, or names one in S3. What a deployment knows defaults to the
 * deployment's own values.
 */
export interface WorkflowSpec extends Partial<Deployment> {
  readonly $schema?: string;
  readonly taskList?: readonly TaskEntry[];
  readonly taskSource?: TaskSource;
  readonly taskDefaults?: TaskAttributes;
  /** Digits. */
  readonly workflowRunId?: string;
  readonly redriveOf?: string;
  readonly timeoutSeconds?: number;
  readonly targetFolder?: string;
  readonly simulatedWorkSeconds?: number;
  /** Tasks of the run that run at once. @default as many as the account's quota lets */
  readonly maxConcurrency?: number;
  /** Pattern 2: entries in launching at once. @default the deployment's */
  readonly launchConcurrency?: number;
  /** Pattern 2, of a list in S3: launching ends once more of the entries than this could not be launched, percent. @default the deployment's */
  readonly toleratedLaunchFailurePercentage?: number;
}

/** A spec with everything in it that the deployment filled in. */
export type CompleteSpec = Deployment & WorkflowSpec;

/** A complete spec whose list lies in S3. */
export type CompleteSourceSpec = CompleteSpec & { readonly taskSource: TaskSource };

/** A complete spec with its list, wherever that was read from. */
export type CompleteWorkflowSpec = CompleteSpec & { readonly taskList: readonly TaskEntry[] };

/** True for a spec whose list lies in S3. */
export const hasSource = (spec: CompleteSpec): spec is CompleteSourceSpec => spec.taskSource !== undefined;

/**
 * The name of an entry of a list in S3: it begins with its place there, from 0. So no two have the same, and what became of
 * each place can be told from the rows alone. Pattern 2 makes the same in Amazon States Language.
 */
export const numberedName = (place: number, taskName: string): string => `${place}:${taskName}`;

/** The place and the own name that are in a row's name, which may be empty; undefined for a name without a place. */
export function placed(taskName: string): { readonly place: number; readonly name: string } | undefined {
  const [, digits, name = ""] = /^(\d+):(.*)$/s.exec(taskName) ?? [];
  return digits === undefined ? undefined : { place: Number(digits), name };
}
