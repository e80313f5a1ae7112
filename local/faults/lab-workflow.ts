import type { JsonObject } from "../terraform/json";
import type { Objects } from "../workflow-input";
import type { Fault } from "./fault";

/** The entries of the workflow that faults are shown with. */
export const labTaskNames = ["task_1", "task_2", "task_3", "task_4"] as const;

// An object for each, so that a call of S3 tells which task makes it.
const keyOf = (taskName: string): string => `in/${taskName}`;

/** What the bucket holds before. */
export const labObjects = (): Objects =>
  Object.fromEntries(labTaskNames.map((taskName) => [keyOf(taskName), Buffer.from(taskName)]));

/** The spec that a fault is shown with. */
export const labSpecs = ({ spec }: Fault): JsonObject => ({
  ...spec,
  taskList: labTaskNames.map((taskName) => ({ taskName, objectKey: keyOf(taskName) })),
});
