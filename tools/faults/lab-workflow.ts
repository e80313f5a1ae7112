import type { JsonObject } from "../local/json";
import type { Objects } from "../local/bucket";
import type { JobKind } from "../../workflow/job";
import type { Fault } from "./fault";

/** Names of the tasks of the workflow that faults are shown with. */
export const labTaskNames = ["task_1", "task_2", "task_3", "task_4"] as const;

/** The key of a task's object. Each has its own, so that a call of S3 tells which task makes it. */
export const labKeyOf = (taskName: string): string => `in/${taskName}`;

/** The entry of a task, by the deployment's job. */
const entries: Readonly<Record<JobKind, (taskName: string) => JsonObject>> = {
  copy: (taskName) => ({ taskName, objectKey: labKeyOf(taskName) }),
  container: (taskName) => ({ taskName, command: ["true"] }),
};

/** Objects in the bucket before the run. */
export const labObjects = (): Objects =>
  Object.fromEntries(labTaskNames.map((taskName) => [labKeyOf(taskName), Buffer.from(taskName)]));

/** The spec that a fault is shown with. */
export const labSpecs = ({ spec, job = "copy" }: Fault): JsonObject => ({
  taskList: labTaskNames.map(entries[job]),
  ...spec,
});

/** Settings of the deployment that a fault is shown with, as environment variables; none for those that are set anyway. */
export const labSettings = ({ job = "copy" }: Pick<Fault, "job">): Record<string, string> =>
  job === "copy" ? {} : { KIT_JOB: job, KIT_IMAGE_URI: "debian:stable-slim", KIT_JOB_CONTEXT: "" };
