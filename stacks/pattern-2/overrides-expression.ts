import type { Job } from "../../workflow/job";
import { taskEnvironment, type OverrideVariable } from "../../workflow/task-environment";

/** Expressions of JSONata for what the overrides of an entry are made of. */
export interface Told {
  /** Of the entry, as it would stand in `taskList`. */
  readonly entry: string;
  readonly taskName: string;
  readonly workflowRunId: string;
  /** @default the first */
  readonly attempt?: number;
  /** Of what all entries are told: an object with names as in a spec. */
  readonly run: string;
}

/** The variables that `task-overrides.ts` sets. `$task` is the entry with the defaults of all. */
const variables = ({
  taskName,
  workflowRunId,
  attempt = 1,
  run,
}: Told): Readonly<Record<OverrideVariable, string>> => ({
  workflowName: `${run}.workflowName`,
  workflowRunId,
  taskName,
  s3BucketName: `$exists($task.s3BucketName) ? $task.s3BucketName : ${run}.s3BucketName`,
  objectKey: "$task.objectKey",
  targetFolder: `${run}.targetFolder`,
  simulatedWorkSeconds: `${run}.simulatedWorkSeconds`,
  timeoutSeconds: "$task.timeoutSeconds",
  attempt: `$task.attempts > 1 ? ${attempt}`,
  attempts: "$task.attempts > 1 ? $task.attempts",
  retryOn: '$task.attempts > 1 ? ($exists($task.retryOn) ? $task.retryOn : "any")',
});

/** An expression of JSONata: what the job's defaults of tasks add to a spec, an object. @param spec expression */
export const withJobDefaults = ({ taskDefaults }: Job, spec: string): string =>
  taskDefaults === undefined
    ? "{}"
    : `{"taskDefaults": $merge([${JSON.stringify(taskDefaults)}, ${spec}.taskDefaults])}`;

/**
 * An expression of JSONata: the overrides of RunTask for one entry, in the letter case of Step Functions. What nobody gives is
 * left out, not sent empty.
 */
export const overridesOfEntry = (containerName: string, told: Told): string => {
  const { entry, run } = told;
  const environment = Object.entries(variables(told)).map(
    ([key, value]) => `$variable(${JSON.stringify(taskEnvironment[key as OverrideVariable])}, ${value})`,
  );
  return `($variable := function($n, $x) { $exists($x) ? {"Name": $n, "Value": $string($x)} : [] };
$task := $merge([${run}.taskDefaults, ${entry}]);
$own := $merge([${run}.taskDefaults.environment, ${entry}.environment]);
$merge([
{"ContainerOverrides": [$merge([
{"Name": ${JSON.stringify(containerName)},
"Environment": [${environment.join(", ")}, $each($own, function($x, $n) { {"Name": $n, "Value": $x} })]},
$exists($task.command) ? {"Command": [$task.command]} : {}
])]},
$exists($task.cpuUnits) ? {"Cpu": $string($task.cpuUnits)} : {},
$exists($task.memoryMib) ? {"Memory": $string($task.memoryMib)} : {},
$exists($task.ephemeralStorageGib) ? {"EphemeralStorage": {"SizeInGiB": $task.ephemeralStorageGib}} : {}
]))`;
};
