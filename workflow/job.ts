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

/** The schema of a `Job`. */
export const jobSchema = v.object({
  kind: v.picklist(jobKinds),
  /** The attributes of entries that specs may use, of `overrides`. */
  allowedOverrides: v.array(v.picklist(overrides)),
  /** Variables that the task definition gives secret values: no entry sets them. Absent where there are none. */
  secretNames: v.exactOptional(v.array(v.string())),
});

/** The terms of a deployment's job that the rules of a spec depend on. */
export type Job = Readonly<v.InferOutput<typeof jobSchema>>;

/** The job of a deployment whose settings say nothing of it. */
export const copyJob: Job = { kind: "copy", allowedOverrides: [] };

/**
 * Reads a job from JSON, as functions and outputs carry it.
 *
 * @throws Error when it is not one
 */
export const parseJob = (json: string): Job => v.parse(v.pipe(v.string(), v.parseJson(), jobSchema), json);
