import type { CompleteWorkflowSpec, TaskEntry } from "./spec";
import { taskEnvironment, type OverrideVariable } from "./task-environment";

/** The part of RunTask's `overrides` that this kit uses. */
interface TaskOverrides {
  readonly containerOverrides: readonly {
    readonly name: string;
    readonly environment: readonly { readonly name: string; readonly value: string }[];
  }[];
}

/** Attributes of a spec that each of its tasks is told, wherever its list is. */
type SharedByTasks = Pick<
  CompleteWorkflowSpec,
  "workflowName" | "workflowRunId" | "s3BucketName" | "targetFolder" | "simulatedWorkSeconds" | "containerName"
>;

/**
 * The overrides of RunTask for one entry of a spec's list: the container's environment, as strings. A variable that neither entry
 * nor spec gives is not there. Pattern 2 makes the same in `overrides-expression.ts`.
 */
export function overridesOf(spec: SharedByTasks, entry: TaskEntry, workflowRunId: string): TaskOverrides {
  const values: Record<OverrideVariable, string | number | undefined> = {
    workflowName: spec.workflowName,
    workflowRunId,
    taskName: entry.taskName,
    s3BucketName: entry.s3BucketName ?? spec.s3BucketName,
    objectKey: entry.objectKey,
    targetFolder: spec.targetFolder,
    simulatedWorkSeconds: spec.simulatedWorkSeconds,
  };
  const environment = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ name: taskEnvironment[key as OverrideVariable], value: String(value) }));
  return { containerOverrides: [{ name: spec.containerName, environment }] };
}
