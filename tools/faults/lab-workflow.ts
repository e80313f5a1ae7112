import type { JsonObject } from "../local/json";
import type { Objects } from "../local/bucket";
import type { Fault } from "./fault";

/** The entries of the workflow that faults are shown with. */
const names = ["task_1", "task_2", "task_3", "task_4"] as const;

/** Names of the lab's tasks. */
export const labTaskNames: readonly [string, ...string[]] = names;

/** The key of a task's object. Each has its own, so that a call of S3 tells which task makes it. */
export const labKeyOf = (taskName: string): string => `in/${taskName}`;

const taskList = names.map((taskName) => ({ taskName, objectKey: labKeyOf(taskName) }));

/** Objects in the bucket before the run. */
export const labObjects = (): Objects =>
  Object.fromEntries(names.map((taskName) => [labKeyOf(taskName), Buffer.from(taskName)]));

/** The spec that a fault is shown with. */
export const labSpecs = ({ spec }: Fault): JsonObject => ({ ...spec, taskList });
