import { recordedBytes, specBytes } from "../../workflow/parse-spec";
import type { JsonObject } from "../local/json";
import type { Objects } from "../local/contents";
import type { JobKind } from "../../workflow/job";
import type { Fault } from "./fault";

/** Names of the tasks of the workflow that faults are shown with: one is hit, others come before and after it. */
export const labTaskNames = ["task_1", "task_2", "task_3"] as const;

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

/** Names of the largest spec's tasks: with fewer, keys would be longer than S3 takes. */
const manyNames = Array.from({ length: 260 }, (_, index) => String(index).padStart(3, "0"));

const specOf = (keyBytes: number, folderBytes: number) => ({
  taskList: manyNames.map((taskName) => ({ taskName, objectKey: "k".repeat(keyBytes) })),
  targetFolder: "f".repeat(folderBytes),
});

/** A spec with 260 entries that takes so many bytes in the row of its run. @default as many as it may */
export function largestSpec(bytes = specBytes): ReturnType<typeof specOf> {
  const keyBytes = Math.floor((bytes - recordedBytes(specOf(0, 0))) / manyNames.length);
  return specOf(keyBytes, bytes - recordedBytes(specOf(keyBytes, 0)));
}
