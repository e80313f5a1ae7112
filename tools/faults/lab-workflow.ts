import { numberedName, placed } from "../../workflow/numbered-name";
import type { Pattern } from "../local/synthesis";
import type { JsonObject } from "../local/json";
import type { Objects } from "../local/bucket";
import type { Fault } from "./fault";

/** The entries of the workflow that faults are shown with. */
const names = ["task_1", "task_2", "task_3", "task_4"] as const;

type TaskNames = readonly [string, ...string[]];

/** Names of the lab's tasks: those of a list in S3 carry their places. */
export const labTaskNames = (pattern: Pattern): TaskNames =>
  pattern !== 3 ? names : (names.map((name, place) => numberedName(place, name)) as unknown as TaskNames);

/** The key of a task's object. Each has its own, so that a call of S3 tells which task makes it. */
export const labKeyOf = (taskName: string): string => `in/${placed(taskName)?.name ?? taskName}`;

const taskList = names.map((taskName) => ({ taskName, objectKey: labKeyOf(taskName) }));

const listKey = "lists/lab.jsonl";

/** Objects in the bucket before the run. */
export const labObjects = (): Objects => ({
  ...Object.fromEntries(names.map((taskName) => [labKeyOf(taskName), Buffer.from(taskName)])),
  [listKey]: Buffer.from(taskList.map((entry) => `${JSON.stringify(entry)}\n`).join("")),
});

/** The spec that a fault is shown with. */
export const labSpecs = ({ spec }: Fault, pattern: Pattern): JsonObject =>
  pattern !== 3
    ? { ...spec, taskList }
    : // Of so few entries one alone would be too many to go on.
      { ...spec, taskSource: { format: "JSONL", key: listKey }, toleratedLaunchFailurePercentage: 100 };
