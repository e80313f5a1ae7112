import type { TaskOverride } from "@aws-sdk/client-ecs";
import type { CompleteSpec, TaskEntry } from "./spec";
import { taskEnvironment, type OverrideVariable } from "./task-environment";

/**
 * The overrides of RunTask for one entry of a spec's list. What neither entry nor spec gives is left out, and then is as the task
 * definition and the image have it. Pattern 2 makes the same in `overrides-expression.ts`.
 *
 * @param attempt told to a task that others may follow
 */
export function overridesOf(spec: CompleteSpec, entry: TaskEntry, workflowRunId: string, attempt = 1) {
  const { taskDefaults = {} } = spec;
  const { command, cpuUnits, memoryMib, ephemeralStorageGib, ...more } = { ...taskDefaults, ...entry };
  const { timeoutSeconds, attempts = 1, retryOn = "any" } = more;
  const told: Partial<Record<OverrideVariable, string | number | undefined>> = {
    workflowName: spec.workflowName,
    workflowRunId,
    taskName: entry.taskName,
    s3BucketName: entry.s3BucketName ?? spec.s3BucketName,
    objectKey: entry.objectKey,
    targetFolder: spec.targetFolder,
    simulatedWorkSeconds: spec.simulatedWorkSeconds,
    timeoutSeconds,
    ...(attempts > 1 && { attempt, attempts, retryOn }),
  };
  const environment = [
    ...Object.entries(told).map(([key, value]) => [taskEnvironment[key as OverrideVariable], value] as const),
    ...Object.entries({ ...taskDefaults.environment, ...entry.environment }),
  ]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: String(value) }));
  return {
    containerOverrides: [{ name: spec.containerName, environment, ...(command && { command: [...command] }) }],
    ...(cpuUnits !== undefined && { cpu: String(cpuUnits) }),
    ...(memoryMib !== undefined && { memory: String(memoryMib) }),
    ...(ephemeralStorageGib !== undefined && { ephemeralStorage: { sizeInGiB: ephemeralStorageGib } }),
  } satisfies TaskOverride;
}
