import * as v from "valibot";

/** The program in the container: the kit's copy of an object, or any image, which need not know the kit. */
export const jobKinds = ["copy", "container"] as const;
export type JobKind = (typeof jobKinds)[number];

/**
 * The name of the container in a task definition of each kind. ECS tells it of each task, and the monitor judges a task by it:
 * one that was started before the setting `job` changed is judged as what it is.
 */
export const containerNames: Readonly<Record<JobKind, string>> = { copy: "ecs-task", container: "job" };

/** Attributes of entries that override the task definition, where the deployment allows it. */
export const overrides = ["command", "environment", "cpuUnits", "memoryMib", "ephemeralStorageGib"] as const;

/**
 * Ends of a task after which another attempt is made: any that is bad, but for a time-out; or those alone that are no fault of
 * the task's.
 */
export const retryOptions = ["any", "infrastructure"] as const;

/** The most tasks that one entry may have. AWS Batch has the same limit: API reference, RetryStrategy. */
export const mostAttempts = 10;

/** The schema of a `Job` in JSON, as functions and outputs carry it. */
export const jobSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    kind: v.picklist(jobKinds),
    /** The attributes of entries that specs may use, of `overrides`. */
    allowedOverrides: v.array(v.picklist(overrides)),
    /** Variables that the task definition gives secret values: no entry sets them. Absent where there are none. */
    secretNames: v.exactOptional(v.array(v.string())),
    /** Attributes of entries for which neither they nor their spec say otherwise. Absent where there are none. */
    taskDefaults: v.exactOptional(v.object({ attempts: v.number(), retryOn: v.picklist(retryOptions) })),
  }),
);

/** The terms of a deployment's job that the rules of a spec depend on. */
export type Job = Readonly<v.InferOutput<typeof jobSchema>>;

/** Defaults of tasks on Fargate Spot, which AWS may stop at any time: the last attempt runs on demand. */
export const spotDefaults: NonNullable<Job["taskDefaults"]> = { attempts: 3, retryOn: "infrastructure" };

/** The job of a deployment whose settings say nothing of it. */
export const copyJob: Job = { kind: "copy", allowedOverrides: [] };
